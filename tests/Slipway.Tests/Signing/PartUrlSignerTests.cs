using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class PartUrlSignerTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly PartLengths Lengths = new(1_287_340_032, 128_000);

    public static TheoryData<int> Widths => PartUrlSigner.Lanes switch
    {
        16 => [1, 8, 16],
        8 => [1, 8],
        _ => [1],
    };

    [Theory, MemberData(nameof(Widths))]
    public void Every_width_signs_as_one_shot_hashing_does(int lanes)
    {
        foreach (var (signer, lengths, uploadId, path) in Signers())
        {
            int[] parts = [.. Enumerable.Range(1, 40), .. Enumerable.Range(90, 30), .. Enumerable.Range(990, 30), .. Enumerable.Range(9_980, 21)];
            var signatures = Sign(signer, parts, lanes);
            for (var i = 0; i < parts.Length; i++)
            {
                Assert.Equal(Reference(parts[i], lengths, uploadId, path), signatures[i]);
            }
        }
    }

    [Theory, MemberData(nameof(Widths))]
    public void Any_order_any_mix_and_repetitions_change_nothing(int lanes)
    {
        var signer = SigningWorld.Signer(Lengths);
        var all = Sign(signer, [.. Enumerable.Range(1, 10_000)], 1);
        var random = new Random(lanes);
        for (var round = 0; round < 500; round++)
        {
            var parts = Enumerable.Range(0, random.Next(0, 70)).Select(_ => random.Next(1, 1 + (int)Math.Pow(10, random.Next(1, 5)))).ToArray();
            Assert.Equal(parts.Select(part => all[part - 1]), Sign(signer, parts, lanes));
        }
    }

    /// <summary>Ten thousand parts: every number of digits, and the shorter last part.</summary>
    [Theory, MemberData(nameof(Widths))]
    public void All_widths_agree_on_every_part_of_a_large_file(int lanes)
    {
        var signer = SigningWorld.Signer(new PartLengths((9_999L * 8_000_000) + 17, 8_000_000));
        int[] parts = [.. Enumerable.Range(1, 10_000)];
        Assert.Equal(Sign(signer, parts, 1), Sign(signer, parts, lanes));
        Assert.Equal(10_000, Sign(signer, parts, lanes).Distinct().Count());
    }

    [Fact]
    public void The_URL_is_the_one_that_the_general_signer_makes()
    {
        var general = UrlSigner.Sign(
            "PUT", SigningWorld.Key(), SigningWorld.Store, SigningWorld.Path, [new("partNumber", "10000"), new("uploadId", SigningWorld.UploadId)], SigningWorld.Window);
        Assert.Equal(general, SigningWorld.PartUrl(10_000));
    }

    [Fact]
    public void A_signed_length_must_be_kept()
    {
        var lengths = new PartLengths(25, 10);
        Assert.Equal("content-length%3Bhost", SigningWorld.Parameter(SigningWorld.PartUrl(3, lengths), "X-Amz-SignedHeaders"));
        Assert.Equal(5, SigningWorld.AssertVerified(SigningWorld.Verify(SigningWorld.PartUrl(3, lengths), length: 5)).SignedContentLength);
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.PartUrl(3, lengths), length: 6));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(SigningWorld.PartUrl(2, lengths), length: 5));
        SigningWorld.AssertRefused(403, "AccessDenied", SigningWorld.Verify(SigningWorld.PartUrl(3, lengths), length: null));
    }

    [Fact]
    public void An_open_length_is_not_signed()
    {
        var verified = SigningWorld.AssertVerified(SigningWorld.Verify(SigningWorld.PartUrl(), length: 12345));
        Assert.Null(verified.SignedContentLength);
        Assert.Equal((7, SigningWorld.UploadId), (verified.PartNumber, verified.UploadId));
    }

    [Fact]
    public void Ten_thousand_parts_are_signed_and_written_without_allocating()
    {
        var signer = SigningWorld.Signer(Lengths);
        int[] parts = [.. Enumerable.Range(1, 10_000)];
        var signatures = new byte[parts.Length * PartUrlSigner.SignatureBytes];
        var url = new byte[signer.MaxUrlLength];
        long Allocated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            signer.Sign(parts, signatures);
            for (var i = 0; i < parts.Length; i++)
            {
                signer.WriteUrl(parts[i], signatures.AsSpan(i * PartUrlSigner.SignatureBytes), url);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Allocated();
        Assert.Equal(0, Allocated());
    }

    [Fact]
    public void A_URL_stands_in_JSON_as_it_is_and_never_outgrows_the_longest()
    {
        var signer = SigningWorld.Signer(Lengths, uploadId: "2~\"quoted\"\\ü&<>'+/=", path: CanonicalPath.Of("bücket", "a \"b\" <c>&'d'"));
        foreach (var part in new[] { 1, 10, 9_999, 10_000 })
        {
            var url = signer.Url(part);
            Assert.True(url.Length <= signer.MaxUrlLength);
            Assert.True(Ascii.IsValid(url));
            Assert.DoesNotContain(url, character => "\"\\<>'+ ".Contains(character, StringComparison.Ordinal));
            Assert.Equal($"\"{url}\"", JsonSerializer.Serialize(url, Unescaped));
        }
    }

    [Fact]
    public void The_same_arguments_give_the_same_URL_whoever_signs_and_whenever()
    {
        var window = SigningWindow.At(SigningWorld.Now, TimeSpan.FromHours(1), DateTimeOffset.MaxValue);
        var later = SigningWindow.At(window.SignedAt.AddMinutes(14.9), TimeSpan.FromHours(1), DateTimeOffset.MaxValue);
        Assert.Equal(SigningWorld.PartUrl(window: window), SigningWorld.PartUrl(window: later));
        var elsewhere = new SigningWindow(window.SignedAt.ToOffset(TimeSpan.FromHours(5)), window.Life);
        Assert.Equal(SigningWorld.PartUrl(window: window), SigningWorld.PartUrl(window: elsewhere));
    }

    [Fact]
    public async Task Many_threads_may_use_one_signer()
    {
        var signer = SigningWorld.Signer();
        int[] parts = [.. Enumerable.Range(1, 2_000)];
        var expected = Sign(signer, parts, 1);
        var runs = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Sign(signer, parts, PartUrlSigner.Lanes)));
        Assert.All(await Task.WhenAll(runs), signed => Assert.Equal(expected, signed));
    }

    [Fact]
    public void What_cannot_be_signed_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SigningWorld.Signer(path: "/bucket/../a"));
        Assert.Throws<ArgumentException>(() => SigningWorld.Signer(uploadId: ""));
        Assert.Throws<ArgumentException>(() => SigningWorld.Signer(uploadId: new string('x', 2_100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWorld.Signer(window: new SigningWindow(SigningWorld.Now, TimeSpan.FromDays(8))));
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWorld.Signer(window: new SigningWindow(SigningWorld.Now, TimeSpan.Zero)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWorld.Signer().Url(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWorld.Signer(new PartLengths(10, 10)).Url(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SigningWorld.Signer().Sign([1, 2], new byte[63]));
    }

    /// <summary>With and without lengths, and so that the tail of the request ends at every place in its last block.</summary>
    private static IEnumerable<(PartUrlSigner Signer, PartLengths? Lengths, string UploadId, string Path)> Signers()
    {
        for (var extra = 0; extra < 64; extra += 3)
        {
            var uploadId = SigningWorld.UploadId + new string('u', extra);
            var path = SigningWorld.Path + new string('p', extra / 2);
            yield return (SigningWorld.Signer(null, uploadId: uploadId, path: path), null, uploadId, path);
            yield return (SigningWorld.Signer(Lengths, uploadId: uploadId, path: path), Lengths, uploadId, path);
        }
    }

    private static List<string> Sign(PartUrlSigner signer, int[] parts, int lanes)
    {
        var signatures = new byte[parts.Length * PartUrlSigner.SignatureBytes];
        signer.Sign(parts, signatures, lanes);
        return [.. signatures.Chunk(PartUrlSigner.SignatureBytes).Select(Convert.ToHexStringLower)];
    }

    private static string Reference(int part, PartLengths? lengths, string uploadId, string path)
    {
        var query = SigningWorld.Query(lengths is null ? "host" : "content-length;host");
        (query["partNumber"], query["uploadId"]) = ($"{part}", uploadId);
        var headers = lengths is { } known ? $"content-length:{known.Of(part)}\n" : "";
        return SigningWorld.Parameter(SigningWorld.Sign(query, path, headers: $"{headers}host:{SigningWorld.Store.Host}\n"), "X-Amz-Signature");
    }
}
