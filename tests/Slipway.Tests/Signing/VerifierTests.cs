using Slipway.Core.Signing;

namespace Slipway.Tests.Signing;

public class VerifierTests
{
    [Fact]
    public void What_is_signed_is_verified_over_random_uploads()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var lengths = new PartLengths(random.NextInt64(1, 1L << 40), random.NextInt64(5 << 20, 5L << 30));
            var part = random.Next(1, (int)Math.Min(10_000, ((lengths.TotalBytes - 1) / lengths.PartBytes) + 1) + 1);
            var window = SigningWindow.At(SigningWorld.Now.AddMinutes(random.Next(100_000)), TimeSpan.FromSeconds(random.Next(1, 604_801)), DateTimeOffset.MaxValue);
            var url = SigningWorld.PartUrl(part, lengths, window);
            var verified = SigningWorld.AssertVerified(SigningWorld.Verify(url, length: lengths.Of(part), now: window.SignedAt));
            Assert.Equal((part, SigningWorld.UploadId, lengths.Of(part)), (verified.PartNumber, verified.UploadId, verified.SignedContentLength));
            Assert.Equal((window.ExpiresAt, SigningWorld.Path, "bucket"), (verified.ExpiresAt, verified.CanonicalPath, verified.Bucket));
        }
    }

    /// <summary>Derived keys are kept by day: more days than are kept, forth and back.</summary>
    [Fact]
    public void Every_day_has_its_own_key()
    {
        var verifier = SigningWorld.Verifier();
        foreach (var day in Enumerable.Range(0, 40).Concat(Enumerable.Range(0, 40).Reverse()))
        {
            var now = SigningWorld.Now.AddDays(day);
            var url = SigningWorld.PartUrl(window: new SigningWindow(now, TimeSpan.FromHours(1)));
            SigningWorld.AssertVerified(verifier.Verify(SigningWorld.Request(url), now));
            SigningWorld.AssertVerified(verifier.Verify(SigningWorld.Request(url), now));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("")]
    [InlineData("99999999999")]
    public void A_signed_part_number_that_is_none_is_refused(string number)
    {
        var query = SigningWorld.Query();
        query["partNumber"] = number;
        SigningWorld.AssertRefused(400, "InvalidArgument", SigningWorld.Verify(SigningWorld.Sign(query)));
    }

    [Theory]
    [InlineData("partNumber")]
    [InlineData("uploadId")]
    public void A_part_number_and_an_upload_id_come_together(string missing)
    {
        var query = SigningWorld.Query();
        query.Remove(missing);
        SigningWorld.AssertRefused(400, "InvalidArgument", SigningWorld.Verify(SigningWorld.Sign(query)));
    }

    [Theory]
    [InlineData("  a   b ", "a b")]
    [InlineData("a  b  c", "a b c")]
    [InlineData("", "")]
    [InlineData("a b", "a b")]
    public void Spaces_in_a_signed_header_count_once(string sent, string signed)
    {
        var url = SigningWorld.Sign(SigningWorld.Query("content-type;host"), headers: $"content-type:{signed}\nhost:{SigningWorld.Store.Host}\n");
        SigningWorld.AssertVerified(SigningWorld.Verify(url, headers: ("Content-Type", sent)));
    }

    [Fact]
    public void A_signed_header_that_came_twice_counts_as_both_values()
    {
        var url = SigningWorld.Sign(SigningWorld.Query("cache-control;host"), headers: $"cache-control:a,b\nhost:{SigningWorld.Store.Host}\n");
        SigningWorld.AssertVerified(SigningWorld.Verify(url, headers: [("Cache-Control", "a"), ("cache-control", "b")]));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(url, headers: [("Cache-Control", "b"), ("cache-control", "a")]));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(url, headers: ("Cache-Control", "a")));
    }

    [Fact]
    public void A_header_longer_than_the_memory_at_hand_is_verified_too()
    {
        var value = new string('v', 20_000);
        var url = SigningWorld.Sign(SigningWorld.Query("cache-control;host"), headers: $"cache-control:{value}\nhost:{SigningWorld.Store.Host}\n");
        SigningWorld.AssertVerified(SigningWorld.Verify(url, headers: ("Cache-Control", value)));
        SigningWorld.AssertRefused(403, "SignatureDoesNotMatch", SigningWorld.Verify(url, headers: ("Cache-Control", value + "v")));
    }

    [Fact]
    public void A_refusal_shows_nothing_of_the_request()
    {
        var url = SigningWorld.With(SigningWorld.PartUrl(), "partNumber", "8");
        var refusal = Assert.IsType<SignatureRefusal>(SigningWorld.Verify(url));
        foreach (var text in (string[])[refusal.Message, $"{refusal}", $"{SigningWorld.Request(url)}"])
        {
            Assert.DoesNotContain(SigningWorld.Parameter(url, "X-Amz-Signature"), text, StringComparison.Ordinal);
            Assert.DoesNotContain("bucket", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_part_is_verified_with_few_small_allocations()
    {
        var verifier = SigningWorld.Verifier();
        var request = SigningWorld.Request(SigningWorld.PartUrl(lengths: new PartLengths(80, 10)), length: 10);
        verifier.Verify(request, SigningWorld.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            verifier.Verify(request, SigningWorld.Now);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.InRange(each, 1, 1_000); // the answer and the names in it
    }

    [Fact]
    public void A_refusal_allocates_nothing()
    {
        var verifier = SigningWorld.Verifier();
        var request = SigningWorld.Request(SigningWorld.With(SigningWorld.PartUrl(), "partNumber", "8"));
        verifier.Verify(request, SigningWorld.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            verifier.Verify(request, SigningWorld.Now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Keys_must_be_there_and_have_ids_of_their_own()
    {
        Assert.Throws<ArgumentException>(() => new UrlVerifier([], new VerifierPolicy()));
        Assert.Throws<ArgumentException>(() => new UrlVerifier([SigningWorld.Key(), SigningWorld.Key(region: "other")], new VerifierPolicy()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifierPolicy { MaxLife = TimeSpan.FromDays(8) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VerifierPolicy { MaxSkew = TimeSpan.FromSeconds(-1) });
    }
}
