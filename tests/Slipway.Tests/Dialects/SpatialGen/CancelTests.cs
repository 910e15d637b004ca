using System.Net;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Giving a group up.</summary>
public sealed class CancelTests
{
    [Fact]
    public async Task A_cancel_takes_every_file_also_one_that_is_completed()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate().File("a.srt", "subtitle", 5, "en"));
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        await host.SpatialGen.UploadAsync(group.Files[1]);

        var answer = (await host.SpatialGen.CancelAnswer(group)).Ok().Json;

        Assert.Equal((3, 3), (answer.GetProperty("fileCount").GetInt32(), answer.GetProperty("canceledFileCount").GetInt32()));
        var files = (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("files").EnumerateArray();
        Assert.All(files, file => Assert.Equal("canceled", file.GetProperty("status").GetString()));
        Assert.Empty(host.StoredFiles());
    }

    [Fact]
    public async Task A_repeated_cancel_answers_the_same()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());

        var first = (await host.SpatialGen.CancelAnswer(group)).Ok();
        time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(first.Text, (await host.SpatialGen.CancelAnswer(group)).Ok().Text);
        Assert.Equal("2026-07-01T12:00:00.000Z", first.Json.GetProperty("canceledAt").GetString());
    }

    [Fact]
    public async Task A_completed_group_is_not_canceled()
    {
        await using var host = await SlipwayHost.StartAsync();
        var (group, id) = await host.SpatialGen.FinishAsync(StartBody.Flat());

        (await host.SpatialGen.CancelAnswer(group)).Refused(409, "group_completed");

        Assert.Equal(id, (await host.SpatialGen.CompleteAsync(group.Files[0])).LibraryId);
        Assert.NotEmpty(host.StoredFiles());
    }

    [Fact]
    public async Task A_canceled_group_cannot_be_resumed()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat(4));
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);
        var part = Assert.Single(await host.SpatialGen.SignAsync(group.Files[0]));
        (await host.SpatialGen.CancelAnswer(group)).Ok();

        (await host.SpatialGen.CompleteAnswer(group.Files[0], tags)).Refused(409, "group_canceled");
        (await host.SpatialGen.PartUrlsAnswer(group.Files[0])).Refused(409, "group_canceled");
        using var late = await host.SpatialGen.PutAsync(part.Url, [1, 2, 3, 4]);
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.Empty(host.StoredFiles());
    }

    [Fact]
    public async Task An_expired_group_answers_a_cancel_with_expired_and_no_time()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        time.Advance(TimeSpan.FromDays(5));

        var answer = (await host.SpatialGen.CancelAnswer(group)).Ok();

        Assert.Equal($$"""{"sessionId":"{{group.Id}}","status":"expired","canceledAt":null,"fileCount":2,"canceledFileCount":0}""", answer.Text);
    }

    [Fact]
    public async Task Twenty_cancels_at_once_all_answer_the_same()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        await host.SpatialGen.UploadAsync(group.Files[0]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SpatialGen.CancelAnswer(group)));

        Assert.Single(answers.Select(answer => answer.Ok().Text).Distinct());
        Assert.Empty(host.StoredFiles());
    }
}
