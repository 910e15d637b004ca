using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Uploads;

public sealed class PartTokensTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\"abc\"", "abc")]
    [InlineData("W/\"abc\"", "abc")]
    [InlineData("&quot;abc&quot;", "abc")]
    [InlineData("  \"abc\"\t", "abc")]
    [InlineData(" W/\"abc\" ", "abc")]
    [InlineData("W/abc", "abc")]
    [InlineData("aBc", "aBc")] // compared as it is
    [InlineData("w/abc", "w/abc")] // the weak mark is a capital (RFC 9110, 8.8.3)
    [InlineData("\"abc", "\"abc")] // half a pair is part of the token
    [InlineData("abc\"", "abc\"")]
    [InlineData("&quot;abc\"", "&quot;abc\"")]
    [InlineData("\"", "\"")]
    [InlineData("\"\"abc\"\"", "\"abc\"")] // one pair only
    [InlineData("a b", "a b")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e-3", "d41d8cd98f00b204e9800998ecf8427e-3")]
    [InlineData("ü", "ü")]
    public void A_token_is_kept_bare(string sent, string kept) =>
        Assert.Equal([(1, kept)], Read(PartTokens.Of((1, sent))));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\"\"")]
    [InlineData("W/\"\"")]
    [InlineData("&quot;&quot;")]
    public void A_token_of_nothing_is_refused(string sent)
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartTokens.Of((7, sent)));

        Assert.Equal((Refusal.Invalid, "invalid_etag"), (refused.Error.Refusal, refused.Error.Code));
        Assert.Contains("Part 7", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_may_have_255_bytes_beside_its_quotes()
    {
        var longest = new string('x', PartTokens.MaxTokenBytes);

        Assert.Equal([(1, longest)], Read(PartTokens.Of((1, $"\"{longest}\""))));
        Assert.Equal("invalid_etag", Assert.Throws<UploadRefusedException>(() => PartTokens.Of((1, longest + "x"))).Error.Code);
        Assert.Equal("invalid_etag", Assert.Throws<UploadRefusedException>(() => PartTokens.Of((1, longest[1..] + "ü"))).Error.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_part_number_below_1_is_refused(int number) =>
        Assert.Equal("invalid_part_number", Assert.Throws<UploadRefusedException>(() => PartTokens.Of((number, "a"))).Error.Code);

    [Fact]
    public void Parts_come_in_any_order() =>
        Assert.Equal([(1, "a"), (2, "bb"), (3, "ccc")], Read(PartTokens.Of((3, "ccc"), (1, "a"), (2, "bb"))));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2, 2)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 1, 3)]
    public void A_part_that_is_listed_twice_is_refused(params int[] numbers)
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartTokens.Of(numbers.Select(number => (number, "a"))));

        Assert.Equal((Refusal.Invalid, "duplicate_part"), (refused.Error.Refusal, refused.Error.Code));
    }

    [Fact]
    public void Twelve_of_thirteen_parts_are_refused_and_thirteen_accepted()
    {
        var plan = new PartPlan(13, 1, 13);

        var refused = Assert.Throws<UploadRefusedException>(() => Numbers(1, 12).RefuseUnlessWhole(plan));
        Assert.Equal((Refusal.Invalid, "missing_parts"), (refused.Error.Refusal, refused.Error.Code));
        Assert.Contains("1 of 13 parts are missing: 13.", refused.Error.Message, StringComparison.Ordinal);

        Numbers(1, 13).RefuseUnlessWhole(plan);
    }

    [Fact]
    public void Gaps_are_named_wherever_they_are()
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartTokens.Of((2, "a"), (5, "a")).RefuseUnlessWhole(new PartPlan(6, 1, 6)));

        Assert.Contains("4 of 6 parts are missing: 1, 3, 4, 6.", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    [InlineData(10_000, true)]
    public void At_most_20_missing_parts_are_named(int planned, bool more)
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartTokens.Of().RefuseUnlessWhole(new PartPlan(planned, 1, planned)));

        var listed = string.Join(", ", Enumerable.Range(1, 20)) + (more ? ", …." : ".");
        Assert.Contains($"{planned.ToString(CultureInfo.InvariantCulture)} parts are missing: {listed} ", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_the_plan_does_not_have_is_refused_even_beside_all_others()
    {
        var refused = Assert.Throws<UploadRefusedException>(() => Numbers(1, 4).RefuseUnlessWhole(new PartPlan(3, 1, 3)));

        Assert.Equal((Refusal.Invalid, "unknown_part"), (refused.Error.Refusal, refused.Error.Code));
        Assert.Contains("Part 4 does not exist; the file has parts 1 to 3.", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surplus_part_does_not_stand_in_for_a_missing_one() =>
        Assert.Equal("unknown_part", Assert.Throws<UploadRefusedException>(() =>
            PartTokens.Of((1, "a"), (2, "b"), (4, "d")).RefuseUnlessWhole(new PartPlan(3, 1, 3))).Error.Code);

    [Fact]
    public void What_was_built_does_not_change_when_the_builder_goes_on()
    {
        var builder = new PartTokensBuilder();
        builder.Add(1, "a"u8);
        var built = builder.Build();
        builder.Add(2, "b"u8);

        Assert.Equal([(1, "a")], Read(built));
        Assert.Equal([(1, "a"), (2, "b")], Read(builder.Build()));
    }

    [Fact]
    public void A_block_reads_back_as_it_was()
    {
        var lists = Gen.Choose(1, 255).SelectMany(length => Gen.Choose(1, int.MaxValue).Select(number => (number, new string('t', length))))
            .ListOf().Select(parts => parts.DistinctBy(part => part.number).ToArray());

        Prop.ForAll(Arb.From(lists), parts =>
        {
            var tokens = PartTokens.Of(parts);
            var back = PartTokens.FromBlock(tokens.Block.ToArray());

            Assert.Equal(parts.Length, back.Count);
            Assert.Equal(parts.OrderBy(part => part.number), Read(back));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ten_thousand_parts_cost_two_growing_arrays_and_reading_them_nothing()
    {
        var plan = new PartPlan(10_000, 1, 10_000);
        var etag = "\"d41d8cd98f00b204e9800998ecf8427e\""u8;
        var warm = Collect(etag);
        warm.RefuseUnlessWhole(plan);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var tokens = Collect(etag);
        var built = GC.GetAllocatedBytesForCurrentThread();
        tokens.RefuseUnlessWhole(plan);
        var read = GC.GetAllocatedBytesForCurrentThread();

        // A block that doubles from 1 KiB to 512 KiB, and an index that doubles from 32 to 16,384 places: 1,309,696 bytes, and no object per part.
        Assert.InRange(built - before, 1, 1_320_000);
        Assert.Equal(0, read - built);
    }

    private static PartTokens Collect(ReadOnlySpan<byte> etag)
    {
        var builder = new PartTokensBuilder();
        for (var number = 1; number <= 10_000; number++)
        {
            builder.Add(number, etag);
        }

        return builder.Build();
    }

    private static PartTokens Numbers(int first, int last) =>
        PartTokens.Of(Enumerable.Range(first, last - first + 1).Select(number => (number, "a")));

    private static List<(int Number, string Token)> Read(PartTokens tokens)
    {
        var read = new List<(int, string)>();
        foreach (var part in tokens)
        {
            read.Add((part.Number, Encoding.UTF8.GetString(part.Token)));
        }

        return read;
    }
}
