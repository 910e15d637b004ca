using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>A start that is sent again with the same Idempotency-Key is one start.</summary>
public sealed class IdempotencyTests
{
    [Fact]
    public async Task The_same_key_and_body_answer_the_same_group()
    {
        await using var host = await SlipwayHost.StartAsync();

        var first = (await host.SpatialGen.StartAnswer(StartBody.Separate(), "key-1")).Ok();
        var group = StartedGroup.Of(first.Json);
        await host.SpatialGen.SignAsync(group.Files[0]);
        var again = (await host.SpatialGen.StartAnswer(StartBody.Separate(), "key-1")).Ok();

        Assert.Equal(first.Text, again.Text);
        Assert.Equal(1, await CountAsync(host, host.Keys.Admin));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused_and_names_the_group()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = StartedGroup.Of((await host.SpatialGen.StartAnswer(StartBody.Separate(), "key-1")).Ok().Json);

        var answer = await host.SpatialGen.StartAnswer(StartBody.Separate(2000), "key-1");

        answer.Refused(422, "idempotency_key_reused");
        Assert.Equal(group.Id, answer.Json.GetProperty("sessionId").GetGuid());
        Assert.Equal(1, await CountAsync(host, host.Keys.Admin));
    }

    [Fact]
    public async Task Another_project_has_the_same_key_for_itself()
    {
        await using var host = await SlipwayHost.StartAsync();

        var mine = StartedGroup.Of((await host.SpatialGen.StartAnswer(StartBody.Separate(), "key-1")).Ok().Json);
        var theirs = StartedGroup.Of((await host.As(host.Keys.Foreign).StartAnswer(StartBody.Flat(), "key-1")).Ok().Json);

        Assert.NotEqual(mine.Id, theirs.Id);
        Assert.Equal((1, 1), (await CountAsync(host, host.Keys.Admin), await CountAsync(host, host.Keys.ForeignAdmin)));
    }

    [Fact]
    public async Task Without_a_key_or_with_other_keys_every_start_is_its_own()
    {
        await using var host = await SlipwayHost.StartAsync();
        (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat(), "a")).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat(), "A")).Ok();

        Assert.Equal(4, await CountAsync(host, host.Keys.Admin));
    }

    [Fact]
    public async Task Thirty_starts_at_once_with_one_key_are_one_group()
    {
        await using var host = await SlipwayHost.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => host.SpatialGen.StartAnswer(StartBody.Separate(), "key-1")));

        Assert.Single(answers.Select(answer => answer.Ok().Text).Distinct());
        Assert.Equal(1, await CountAsync(host, host.Keys.Admin));
    }

    [Fact]
    public async Task A_start_that_was_refused_does_not_use_its_key_up()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Of("2D"), "key-1")).Refused(400, "no_files");
        (await host.SpatialGen.StartAnswer(StartBody.Flat(), "key-1")).Ok();
    }

    private static async Task<int> CountAsync(SlipwayHost host, string key) =>
        (await host.As(key).GetAnswer(SpatialGenDriver.Uploads)).Ok().Json.GetProperty("uploads").GetArrayLength();
}
