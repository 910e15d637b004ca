using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Core.Signing;

namespace Slipway.Acceptance.Signing;

/// <summary>
/// botocore and we sign the same, and verify each other's URLs. Needs Debian's python3 with the package python3-boto3, or what SLIPWAY_PYTHON names.
/// </summary>
public class BotocoreTests
{
    private const int Cases = 600;
    private const int ByClient = 40; // making a client is slow

    /// <summary>What they sign passes our verifier, means what was asked, and has the signature that we make for the same instant.</summary>
    [Fact]
    public async Task Their_URLs_are_accepted_and_are_the_ones_that_we_make()
    {
        var cases = Enumerable.Range(0, Cases).Select(i => Case.Random(new Random(i), i < ByClient ? "client" : "auth")).ToArray();
        var theirs = await SignAsync(cases);
        for (var i = 0; i < Cases; i++)
        {
            var asked = cases[i];
            AssertAccepted(asked, theirs[i], $"theirs, case {i}: {theirs[i]}");
            var ours = SignedByUs(asked);
            Assert.True(SignatureOf(theirs[i]) == SignatureOf(ours), $"case {i}: they signed {theirs[i]}\nwe signed {ours}");
        }
    }

    /// <summary>What we sign, they take apart and find rightly signed.</summary>
    [Fact]
    public async Task Our_URLs_are_accepted_by_botocore()
    {
        var cases = Enumerable.Range(Cases, Cases).Select(i => Case.Random(new Random(i), "auth")).ToArray();
        var ours = cases.Select(SignedByUs).ToArray();
        var again = await SignAsync([.. cases.Zip(ours, (asked, url) => new { verify = url, secret = asked.Secret, method = asked.Method, length = asked.Length })]);
        for (var i = 0; i < Cases; i++)
        {
            Assert.True(SignatureOf(ours[i]) == SignatureOf(again[i]), $"case {i}: we signed {ours[i]}\nthey signed {again[i]}");
            AssertAccepted(cases[i], ours[i], $"case {i}: {ours[i]}");
        }
    }

    /// <summary>A control: that they sign the same is no accident of what is compared.</summary>
    [Fact]
    public async Task A_second_later_or_another_secret_is_another_signature()
    {
        var asked = Case.Random(new Random(1), "auth");
        var signed = await SignAsync([asked, asked with { At = asked.At + 1 }, asked with { Secret = "other" }, asked with { Expires = asked.Expires - 1 }]);
        Assert.Equal(4, signed.Select(SignatureOf).Distinct().Count());
    }

    private static string SignedByUs(Case asked)
    {
        var window = new SigningWindow(DateTimeOffset.FromUnixTimeSeconds(asked.At), TimeSpan.FromSeconds(asked.Expires));
        var endpoint = StoreEndpoint.Parse(new Uri(asked.Endpoint));
        var path = CanonicalPath.Of(asked.Bucket, asked.Key);
        if (asked.UploadId is null)
        {
            return UrlSigner.Sign(asked.Method, asked.SigningKey, endpoint, path, [], window);
        }

        // A file whose every part is as long as this one.
        var lengths = asked.Length is { } length ? new PartLengths(length * 10_000, length) : (PartLengths?)null;
        return new PartUrlSigner(asked.SigningKey, endpoint, path, asked.UploadId, window, lengths).Url(asked.Part!.Value);
    }

    private static void AssertAccepted(Case asked, string url, string what)
    {
        var origin = StoreEndpoint.Parse(new Uri(new Uri(url).GetLeftPart(UriPartial.Authority)));
        var target = url[url.IndexOf('/', url.IndexOf("//", StringComparison.Ordinal) + 2)..];
        var request = new SignedRequest(asked.Method, target, origin.Host, asked.Length, []);
        var verdict = new UrlVerifier([asked.SigningKey], new VerifierPolicy()).Verify(request, DateTimeOffset.FromUnixTimeSeconds(asked.At));
        Assert.True(verdict is VerifiedRequest, $"{verdict}; {what}");
        var verified = (VerifiedRequest)verdict;
        Assert.Equal((asked.Bucket, asked.Key, asked.UploadId, asked.Part), (verified.Bucket, verified.Key, verified.UploadId, verified.PartNumber));
        Assert.Equal((asked.Length, asked.At + asked.Expires), (verified.SignedContentLength, verified.ExpiresAt.ToUnixTimeSeconds()));
    }

    private static string SignatureOf(string url) => url[(url.IndexOf("X-Amz-Signature=", StringComparison.Ordinal) + 16)..][..64];

    private static async Task<string[]> SignAsync(IReadOnlyList<object> cases)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("SLIPWAY_PYTHON") ?? "/usr/bin/python3")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Signing", "presign.py") },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Environment = { ["PYTHONWARNINGS"] = "ignore", ["AWS_EC2_METADATA_DISABLED"] = "true", ["AWS_CONFIG_FILE"] = "/dev/null" },
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var asking = Task.Run(async () =>
        {
            foreach (var asked in cases)
            {
                await python.StandardInput.WriteLineAsync(JsonSerializer.Serialize(asked));
            }

            python.StandardInput.Close();
        });
        var answers = new List<string>();
        while (await python.StandardOutput.ReadLineAsync() is { } line)
        {
            answers.Add(JsonDocument.Parse(line).RootElement.GetProperty("url").GetString()!);
        }

        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0 && answers.Count == cases.Count, $"presign.py ended with {python.ExitCode} (is python3-boto3 installed?)\n{await errors}");
        await asking;
        return [.. answers];
    }

    private sealed record Case(
        [property: JsonPropertyName("endpoint")] string Endpoint,
        [property: JsonPropertyName("region")] string Region,
        [property: JsonPropertyName("access_key")] string AccessKey,
        [property: JsonPropertyName("secret")] string Secret,
        [property: JsonPropertyName("method")] string Method,
        [property: JsonPropertyName("bucket")] string Bucket,
        [property: JsonPropertyName("key")] string Key,
        [property: JsonPropertyName("upload_id")] string? UploadId,
        [property: JsonPropertyName("part")] int? Part,
        [property: JsonPropertyName("length")] long? Length,
        [property: JsonPropertyName("at")] long At,
        [property: JsonPropertyName("expires")] int Expires,
        [property: JsonPropertyName("by")] string By)
    {
        private const string Plain = "abcdefghijklmnopqrstuvwxyz0123456789";

        [JsonIgnore]
        public SigningKey SigningKey => new(AccessKey, Encoding.UTF8.GetBytes(Secret), Region);

        public static Case Random(Random random, string by)
        {
            var scheme = random.Next(2) == 0 ? "https" : "http";
            var port = random.Next(3) switch { 0 => "", 1 => $":{random.Next(1024, 65536)}", _ => scheme == "https" ? ":443" : ":80" };
            var isPart = random.Next(4) != 0;
            return new Case(
                $"{scheme}://h{Text(random, 3, 20, "")}.example.com{port}",
                random.Next(2) == 0 ? "us-east-1" : $"region-{random.Next(10)}",
                "AKIA" + Text(random, 12, 28, "").ToUpperInvariant(),
                Text(random, 20, 60, "/+="),
                isPart ? "PUT" : random.Next(3) switch { 0 => "GET", 1 => "HEAD", _ => "PUT" },
                "b" + Text(random, 3, 30, "-") + "b",
                string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => "k" + Text(random, 0, 30, "-_~!'()*@:&=+$,;%#?[] .äöß漢é"))),
                isPart ? Text(random, 1, 120, "~-._+/=!*'()@ &%") : null,
                isPart ? random.Next(1, 10_001) : null,
                isPart && by == "auth" && random.Next(2) == 0 ? random.NextInt64(1, 5L << 30) : null,
                random.NextInt64(1_400_000_000, 4_000_000_000),
                random.Next(2, 604_801),
                by);
        }

        private static string Text(Random random, int least, int most, string further)
        {
            var alphabet = Plain + further;
            return string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => alphabet[random.Next(alphabet.Length)]));
        }
    }
}
