using System.Net;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>"The upload group expires after 5 days if not completed or cancelled. All partially uploaded files will be deleted."</summary>
public sealed class ExpiryTests
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(5);

    [Fact]
    public async Task A_group_is_alive_until_the_last_millisecond()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        time.Advance(Life - TimeSpan.FromMinutes(1));
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);
        time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        await host.SweepAsync();

        Assert.Equal("completed", (await host.SpatialGen.CompleteAsync(group.Files[0], tags)).Status);

        time.Advance(TimeSpan.FromMilliseconds(1));
        (await host.SpatialGen.PartUrlsAnswer(group.Files[1])).Refused(410, "group_expired");
    }

    [Fact]
    public async Task From_the_deadline_on_everything_answers_410_before_any_sweep()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);
        time.Advance(Life);

        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(410, "group_expired");
        (await host.SpatialGen.CompleteAnswer(group.Files[0], tags)).Refused(410, "group_expired");
        Assert.Equal("expired", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
        Assert.NotEmpty(host.StoredFiles());
    }

    [Fact]
    public async Task A_sweep_takes_the_bytes_and_the_answers_stay()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        var tags = await host.SpatialGen.UploadAsync(group.Files[1]);
        time.Advance(Life);

        await host.SweepAsync();

        Assert.Empty(host.StoredFiles());
        (await host.SpatialGen.CompleteAnswer(group.Files[1], tags)).Refused(410, "group_expired");
        (await host.SpatialGen.CompleteAnswer(group.Files[0])).Refused(410, "group_expired");
        var view = (await host.SpatialGen.ViewAnswer(group)).Ok().Json;
        Assert.Equal("expired", view.GetProperty("status").GetString());
        Assert.All(view.GetProperty("files").EnumerateArray(), file => Assert.Equal("expired", file.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_completed_group_never_expires()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var (group, id) = await host.SpatialGen.FinishAsync(StartBody.Flat());
        time.Advance(TimeSpan.FromDays(400));
        await host.SweepAsync();

        Assert.Equal(id, (await host.SpatialGen.CompleteAsync(group.Files[0])).LibraryId);
        Assert.NotEmpty(host.StoredFiles());
    }

    [Fact]
    public async Task A_url_of_an_expired_group_takes_nothing()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Configure = NoSweeper.Apply });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(4));
        time.Advance(Life - TimeSpan.FromMinutes(2));
        var part = Assert.Single(await host.SpatialGen.SignAsync(group.Files[0]));
        time.Advance(TimeSpan.FromMinutes(3));

        using var late = await host.SpatialGen.PutAsync(part.Url, [1, 2, 3, 4]);

        Assert.Equal(HttpStatusCode.Forbidden, late.StatusCode);
    }

    [Fact]
    public async Task The_life_of_groups_can_be_set()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time, Settings = new Dictionary<string, string?> { ["Uploads:GroupLife"] = "30m" } });
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());

        Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(30), group.ExpiresAt);
        time.Advance(TimeSpan.FromMinutes(30));
        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(410, "group_expired");
    }
}
