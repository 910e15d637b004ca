using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Calls that meet: one group becomes one library item and one job, whoever comes last.</summary>
public sealed class CompletionRaceTests
{
    [Fact]
    public async Task Fifty_last_completes_at_once_make_one_library_item()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[0]);
        var tags = await host.SpatialGen.UploadAsync(group.Files[1]);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.SpatialGen.CompleteAsync(group.Files[1], tags)));

        var only = Assert.Single(answers.Distinct());
        Assert.Equal("completed", only.Status);
        Assert.NotNull(only.LibraryId);
        await AssertOneAsync(host);
    }

    [Fact]
    public async Task Two_last_files_completed_at_once_finish_their_group_once()
    {
        await using var host = await SlipwayHost.StartAsync();
        for (var round = 1; round <= 20; round++)
        {
            var group = await host.SpatialGen.StartAsync(StartBody.Separate());
            await host.SpatialGen.UploadAsync(group.Files[0]);
            await host.SpatialGen.UploadAsync(group.Files[1]);

            var answers = await Task.WhenAll(group.Files.Select(file => host.SpatialGen.CompleteAsync(file)));

            Assert.Single(answers.Select(answer => answer.LibraryId).OfType<long>().Distinct());
            Assert.Equal("completed", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
        }

        await AssertOneAsync(host, 20);
    }

    [Fact]
    public async Task Of_a_complete_and_a_cancel_at_once_exactly_one_wins()
    {
        await using var host = await SlipwayHost.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var group = await host.SpatialGen.StartAsync(StartBody.Flat());
            var tags = await host.SpatialGen.UploadAsync(group.Files[0]);

            var complete = host.SpatialGen.CompleteAnswer(group.Files[0], tags);
            var cancel = host.SpatialGen.CancelAnswer(group);
            var statuses = ((int)(await complete).Status, (int)(await cancel).Status);

            Assert.Contains(statuses, ((int, int)[])[(200, 409), (409, 200)]);
            Assert.Equal(statuses.Item1 == 200 ? "completed" : "canceled", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
        }
    }

    private static async Task AssertOneAsync(SlipwayHost host, int each = 1)
    {
        var admin = host.As(host.Keys.Admin);
        Assert.Equal(each, (await admin.GetAnswer("/api/library")).Ok().Json.GetProperty("items").GetArrayLength());
        Assert.Equal(each, (await admin.GetAnswer("/api/jobs")).Ok().Json.GetProperty("jobs").GetArrayLength());
    }
}
