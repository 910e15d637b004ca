using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Core.Checksums;
using Slipway.Core.Signing;

namespace Slipway.Benchmarks.Signing;

/// <summary>What a signed part URL and a checksum cost, beside the SDK and beside what one-shot hashing alone costs.</summary>
public static class SigningBench
{
    private const string AccessKeyId = "AKIAIOSFODNN7EXAMPLE";
    private const string Secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private const string Host = "s3.us-west-004.example.com";
    private const string Bucket = "sg-library";
    private const string Key = "42/direct-uploads/5ea97a59-95e0-4c8b-a634-b0fa9976f6ff/402f0bda-a0fa-4551-ae28-7300ab6678dd/Ab3dEfGhJkLmNoPqRsTuV.mov";
    private const string UploadId = "4_z27c88f1d182b150646ff0b16_f200ec353a2184825_d20260506_m184211_c004_v0402000_t0000_u01778092931000";
    private const int Parts = 10_000;
    private const int Rounds = 15;

    public static void Run(TextWriter output)
    {
        output.WriteLine($"Signing: UploadPart URLs of one file, {ThreadClock.Name}, {Rounds} rounds in turns; this machine has {PartUrlSigner.Lanes} lanes");
        Signing(output);
        output.WriteLine();
        output.WriteLine("Checksums: 16 MiB in pieces of 256 KiB");
        Checksums(output);
    }

    private static void Signing(TextWriter output)
    {
        var window = new SigningWindow(DateTimeOffset.FromUnixTimeSeconds(1_778_092_931), TimeSpan.FromDays(1));
        var key = new SigningKey(AccessKeyId, Encoding.ASCII.GetBytes(Secret), "us-west-004");
        PartUrlSigner New() => new(key, new StoreEndpoint("https", Host), $"/{Bucket}/{Key}", UploadId, window, lengths: null);

        var clock = Stopwatch.StartNew();
        var signer = New();
        var numbers = Enumerable.Range(1, Parts).ToArray();
        var signatures = new byte[Parts * PartUrlSigner.SignatureBytes];
        var url = new byte[signer.MaxUrlLength];
        WriteAll(signer, numbers, signatures, url, PartUrlSigner.Lanes);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first {Parts} URLs in this process, wall clock: {clock.Elapsed.TotalMilliseconds:F1} ms"));

        var tomorrow = TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1); // the SDK asks the clock itself
        using var sdk = new AmazonS3Client(
            new BasicAWSCredentials(AccessKeyId, Secret),
            new AmazonS3Config { ServiceURL = "https://" + Host, ForcePathStyle = true, AuthenticationRegion = "us-west-004" });

        var race = new Race("URL", Rounds);
        race.Add("AWSSDK.S3 GetPreSignedURL", 500, () =>
        {
            for (var part = 1; part <= 500; part++)
            {
                sdk.GetPreSignedURL(new GetPreSignedUrlRequest
                {
                    BucketName = Bucket,
                    Key = Key,
                    Verb = HttpVerb.PUT,
                    PartNumber = part,
                    UploadId = UploadId,
                    Expires = tomorrow,
                });
            }
        });
        race.Add("floor: SHA256.HashData + HMACSHA256.HashData", Parts, () => Floor(500, 135));
        race.Add("ours, 1 lane (any processor)", Parts, () => WriteAll(signer, numbers, signatures, url, 1));
        race.Add("ours, 1 lane, one part at a time", Parts, () =>
        {
            foreach (var number in numbers)
            {
                signer.Sign([number], signatures, 1);
                signer.WriteUrl(number, signatures, url);
            }
        });
        for (var width = 8; width <= PartUrlSigner.Lanes; width *= 2)
        {
            var lanes = width;
            race.Add($"ours, {lanes} lanes", Parts, () => WriteAll(signer, numbers, signatures, url, lanes));
            race.Add($"ours, {lanes} lanes, signature only", Parts, () => signer.Sign(numbers, signatures, lanes));
        }

        race.Add("ours, a new signer for each URL", 500, () =>
        {
            for (var part = 1; part <= 500; part++)
            {
                New().Url(part);
            }
        });
        var (verifier, request) = (new UrlVerifier([key], new VerifierPolicy()), RequestOf(signer.Url(Parts)));
        race.Add("ours, verifying a URL", Parts, () =>
        {
            for (var part = 0; part < Parts; part++)
            {
                verifier.Verify(request, window.SignedAt);
            }
        });
        race.Run(output, warmUps: 40);
    }

    private static SignedRequest RequestOf(string url) => new("PUT", url[$"https://{Host}".Length..], Host, contentLength: null, []);

    private static void WriteAll(PartUrlSigner signer, int[] numbers, byte[] signatures, byte[] url, int lanes)
    {
        signer.Sign(numbers, signatures, lanes);
        for (var i = 0; i < numbers.Length; i++)
        {
            signer.WriteUrl(numbers[i], signatures.AsSpan(i * PartUrlSigner.SignatureBytes), url);
        }
    }

    /// <summary>The two hashes that a URL needs at least, on buffers of their length that are not even filled.</summary>
    private static void Floor(int requestBytes, int toSignBytes)
    {
        Span<byte> request = stackalloc byte[requestBytes];
        Span<byte> toSign = stackalloc byte[toSignBytes];
        Span<byte> hash = stackalloc byte[PartUrlSigner.SignatureBytes];
        for (var part = 0; part < Parts; part++)
        {
            SHA256.HashData(request, hash);
            HMACSHA256.HashData(hash, toSign, hash);
        }
    }

    private static void Checksums(TextWriter output)
    {
        var bytes = new byte[16 << 20];
        new Random(1).NextBytes(bytes);
        var race = new Race("KiB", Rounds);
        void Add(string name, Func<ulong, byte[], int, int, ulong> update) => race.Add(name, bytes.Length >> 10, () =>
        {
            var state = ulong.MaxValue;
            for (var at = 0; at < bytes.Length; at += 256 << 10)
            {
                state = update(state, bytes, at, 256 << 10);
            }
        });

        Add("CRC-64/NVME by tables", (state, all, at, count) => Crc64Nvme.Engine.UpdateByTable(state, all.AsSpan(at, count)));
        Add("CRC-64/NVME as this machine does it", (state, all, at, count) => Crc64Nvme.Engine.Update(state, all.AsSpan(at, count)));
        Add("CRC-32C by the processor's instruction", (state, all, at, count) => Crc32C.UpdateByInstruction((uint)state, all.AsSpan(at, count)));
        Add("CRC-32C as this machine does it", (state, all, at, count) => Crc32C.Engine.Update((uint)state, all.AsSpan(at, count)));
        race.Run(output, warmUps: 5);

        output.WriteLine();
        var parts = new Race("part", Rounds);
        parts.Add("joining 10,000 parts one by one", Parts, () =>
        {
            var whole = 0UL;
            for (var part = 0UL; part < Parts; part++)
            {
                whole = Crc64Nvme.Combine(whole, part, 100 << 20);
            }
        });
        parts.Add("joining 10,000 parts by the combiner", Parts, () =>
        {
            var combiner = new Crc64NvmeCombiner(100 << 20);
            var whole = 0UL;
            for (var part = 0UL; part < Parts; part++)
            {
                whole = combiner.Append(whole, part);
            }
        });
        parts.Run(output, warmUps: 5);
    }
}
