using FsCheck;
using FsCheck.Fluent;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Uploads;

public sealed class PartPlanTests
{
    private const long MiB = 1L << 20;

    private static readonly StoreProfile Small = new(MinPartBytes: 5, MaxPartBytes: 40, MaxParts: 10, MaxObjectBytes: 400, EnforcesLength: true);

    [Fact]
    public void The_documented_file_is_cut_into_13_parts()
    {
        var plan = PartPlan.Cut(1_287_340_032, PartPlan.DefaultPartBytes, StoreProfile.AmazonS3);

        Assert.Equal(new PartPlan(1_287_340_032, 104_857_600, 13), plan);
        Assert.Equal((0, 104_857_600), (plan.OffsetOf(1), plan.LengthOf(1)));
        Assert.Equal((1_258_291_200, 29_048_832), (plan.OffsetOf(13), plan.LengthOf(13)));
    }

    [Fact]
    public void A_gibibyte_at_8_MiB_is_128_whole_parts()
    {
        var plan = PartPlan.Cut(1_073_741_824, 8 * MiB, StoreProfile.AmazonS3);

        Assert.Equal(new PartPlan(1_073_741_824, 8_388_608, 128), plan);
        Assert.Equal(352_321_536, plan.OffsetOf(43));
        Assert.Equal(8_388_608, plan.LengthOf(128));
    }

    [Theory]
    [InlineData(10_000 * 100 * MiB, 100 * MiB, 10_000)] // exactly as many as the store allows
    [InlineData((10_000 * 100 * MiB) + 1, 200 * MiB, 5_001)] // one byte more: parts of twice the size
    [InlineData((10_000 * 200 * MiB) + 1, 400 * MiB, 5_001)]
    [InlineData(10_000 * 5_120 * MiB, 5_120 * MiB, 10_000)] // the largest object there is: 100 MiB doubled six times would be past the limit of a part
    public void More_than_10_000_parts_double_the_part_size(long totalBytes, long partBytes, int count) =>
        Assert.Equal(new PartPlan(totalBytes, partBytes, count), PartPlan.Cut(totalBytes, 100 * MiB, StoreProfile.AmazonS3));

    // Limits: a part has 5 to 40 bytes, an object 10 parts.
    [Theory]
    [InlineData(1, 8, 1, 1, 1)] // the least file
    [InlineData(7, 8, 7, 1, 7)]
    [InlineData(8, 8, 8, 1, 8)] // exactly one part
    [InlineData(9, 8, 8, 2, 1)]
    [InlineData(16, 8, 8, 2, 8)]
    [InlineData(17, 8, 8, 3, 1)]
    [InlineData(80, 8, 8, 10, 8)] // as many parts as allowed
    [InlineData(81, 8, 16, 6, 1)]
    [InlineData(160, 8, 16, 10, 16)]
    [InlineData(161, 8, 32, 6, 1)]
    [InlineData(320, 8, 32, 10, 32)]
    [InlineData(321, 8, 40, 9, 1)] // 64 would be past the greatest part
    [InlineData(400, 8, 40, 10, 40)] // the greatest object
    [InlineData(12, 4, 5, 3, 2)] // a preference below the least part
    [InlineData(12, 5, 5, 3, 2)]
    [InlineData(12, 6, 6, 2, 6)]
    [InlineData(100, 39, 39, 3, 22)]
    [InlineData(100, 40, 40, 3, 20)]
    [InlineData(100, 41, 40, 3, 20)] // a preference above the greatest part
    [InlineData(100, long.MaxValue, 40, 3, 20)]
    public void A_file_is_cut_within_the_limits_of_its_store(long totalBytes, long preferred, long partBytes, int count, long last)
    {
        var plan = PartPlan.Cut(totalBytes, preferred, Small);

        Assert.Equal(new PartPlan(totalBytes, partBytes, count), plan);
        Assert.Equal(last, plan.LengthOf(count));
        Assert.True(plan.ServerPlanned);
        RefuseUnlessWhole(plan, Small);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(long.MaxValue)]
    public void A_file_larger_than_an_object_is_refused(long totalBytes)
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartPlan.Cut(totalBytes, 8, Small));

        Assert.Equal((Refusal.Invalid, "file_too_large"), (refused.Error.Refusal, refused.Error.Code));
        Assert.Contains("400", refused.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_would_need_too_many_parts_is_refused_even_where_the_object_may_be_that_large()
    {
        var refused = Assert.Throws<UploadRefusedException>(() => PartPlan.Cut(401, 8, Small with { MaxObjectBytes = 10_000 }));

        Assert.Equal("file_too_large", refused.Error.Code);
        Assert.Contains("(400)", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_file_without_bytes_is_no_plan(long totalBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PartPlan.Cut(totalBytes, 8, Small));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_part_outside_the_plan_has_no_place(int number)
    {
        var plan = PartPlan.Cut(20, 8, Small);

        Assert.False(plan.Has(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.OffsetOf(number));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.LengthOf(number));
    }

    [Fact]
    public void A_client_planned_file_has_parts_without_places()
    {
        var plan = PartPlan.ClientPlanned(3, null);

        Assert.False(plan.ServerPlanned);
        Assert.True(plan.Has(3));
        Assert.False(plan.Has(4));
    }

    [Fact]
    public void Every_file_that_fits_is_covered_exactly()
    {
        var files =
            from parts in Gen.Choose(1, 12_000)
            from partMiB in Gen.Choose(1, 6_000)
            from off in Gen.Choose(-1, 1)
            from preferredMiB in Gen.Choose(1, 6_000)
            let bytes = ((long)parts * partMiB * MiB) + off
            where bytes <= StoreProfile.AmazonS3.MaxObjectBytes
            select (Bytes: bytes, Preferred: preferredMiB * MiB);

        Prop.ForAll(
            Arb.From(files),
            file => RefuseUnlessWhole(PartPlan.Cut(file.Bytes, file.Preferred, StoreProfile.AmazonS3), StoreProfile.AmazonS3)).QuickCheckThrowOnFailure();
    }

    // The parts cover the file without a gap, none is past the store's limits, and only the last may be short.
    private static void RefuseUnlessWhole(PartPlan plan, StoreProfile profile)
    {
        Assert.InRange(plan.Count, 1, profile.MaxParts);
        var next = 0L;
        for (var number = 1; number <= plan.Count; number++)
        {
            Assert.Equal(next, plan.OffsetOf(number));
            Assert.InRange(plan.LengthOf(number), number < plan.Count ? profile.MinPartBytes : 1, profile.MaxPartBytes);
            Assert.True(plan.LengthOf(number) <= plan.LengthOf(1));
            next += plan.LengthOf(number);
        }

        Assert.Equal(plan.TotalBytes, next);
    }
}
