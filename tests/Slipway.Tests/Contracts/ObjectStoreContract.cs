using System.Net;
using System.Net.Http.Headers;
using Slipway.Core.Checksums;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Contracts;

/// <summary>What every object store owes the core, through the port and over its signed URLs.</summary>
public abstract class ObjectStoreContract
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal abstract Task<StoreWorld> OpenAsync();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    [InlineData(2, 0)]
    [InlineData(3, 1)]
    public async Task A_planned_file_becomes_one_object(int wholeParts, int more)
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content((wholeParts * world.PartBytes) + more);
        var upload = await world.StartAsync(Plan(world, content));
        Assert.Null(await world.Store.HeadAsync(upload.Key, Ct));

        var stored = await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);

        Assert.NotNull(stored);
        Assert.Equal(content.Length, stored.Bytes);
        Assert.True(stored.Crc64Nvme is null || stored.Crc64Nvme == Crc64Nvme.Hash(content));
        Assert.Equal(stored, await world.Store.HeadAsync(upload.Key, Ct));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task Parts_may_arrive_backwards_and_all_at_once()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content((5 * world.PartBytes) + 7);
        var upload = await world.StartAsync(Plan(world, content));

        var tokens = await Task.WhenAll(Enumerable.Range(1, upload.Plan.Count).Reverse()
            .Select(async part => (part, await world.PutAsync(upload, part, StoreWorld.PartOf(upload.Plan, part, content)))));

        Assert.NotNull(await world.Store.CompleteAsync(upload, PartTokens.Of(tokens), Ct));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task A_file_that_its_client_cut_is_joined_in_order()
    {
        await using var world = await OpenAsync();
        byte[][] parts = [StoreWorld.Content(world.PartBytes + 3, 1), StoreWorld.Content(world.PartBytes, 2), StoreWorld.Content(10, 3)];
        var upload = await world.StartAsync(PartPlan.ClientPlanned(parts.Length, parts.Sum(part => part.Length)));
        var tokens = new List<(int, string)>();
        foreach (var part in new[] { 3, 1, 2 })
        {
            tokens.Add((part, await world.PutAsync(upload, part, parts[part - 1])));
        }

        var stored = await world.Store.CompleteAsync(upload, PartTokens.Of(tokens), Ct);

        var whole = parts.SelectMany(part => part).ToArray();
        Assert.Equal(whole.Length, stored!.Bytes);
        Assert.True(stored.Crc64Nvme is null || stored.Crc64Nvme == Crc64Nvme.Hash(whole));
        Assert.Equal(whole, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task A_file_that_its_client_sends_in_one_part_is_that_part()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(1234);
        var upload = await world.StartAsync(PartPlan.ClientPlanned(1, null));
        var token = await world.PutAsync(upload, 1, content);

        Assert.Equal(content.Length, (await world.Store.CompleteAsync(upload, PartTokens.Of((1, token)), Ct))!.Bytes);
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task A_part_that_is_sent_again_takes_the_place_of_the_first()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        await world.PutAsync(upload, 1, StoreWorld.Content(world.PartBytes, seed: 9));

        Assert.NotNull(await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task The_token_of_a_part_that_was_sent_again_is_refused_and_the_newer_one_completes()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var old = await world.PutAsync(upload, 1, StoreWorld.Content(world.PartBytes, seed: 9));
        var tokens = await world.PutAllAsync(upload, content);

        await RefusedAsync(world, upload, PartTokens.Of((1, old), (2, TokenOf(tokens, 2))));

        Assert.NotNull(await world.Store.CompleteAsync(upload, tokens, Ct));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task The_tokens_of_two_parts_cannot_be_swapped()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var tokens = await world.PutAllAsync(upload, content);

        await RefusedAsync(world, upload, PartTokens.Of((1, TokenOf(tokens, 2)), (2, TokenOf(tokens, 1))));
        Assert.NotNull(await world.Store.CompleteAsync(upload, tokens, Ct));
    }

    [Fact]
    public async Task An_upload_that_lacks_a_part_is_refused_until_it_comes()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var second = await world.PutAsync(upload, 2, StoreWorld.PartOf(upload.Plan, 2, content));

        await RefusedAsync(world, upload, null);
        await RefusedAsync(world, upload, PartTokens.Of((1, second), (2, second)));
        Assert.Null(await world.Store.HeadAsync(upload.Key, Ct));

        await world.PutAsync(upload, 1, StoreWorld.PartOf(upload.Plan, 1, content));
        Assert.NotNull(await world.Store.CompleteAsync(upload, null, Ct));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task Completing_again_finds_no_upload_and_leaves_the_object()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var tokens = await world.PutAllAsync(upload, content);
        var stored = await world.Store.CompleteAsync(upload, tokens, Ct);

        var again = await world.Store.CompleteAsync(upload, tokens, Ct);

        Assert.True(again is null || again == stored);
        Assert.Equal(stored, await world.Store.HeadAsync(upload.Key, Ct));
    }

    [Fact]
    public async Task Completions_at_once_all_lead_to_the_object()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var tokens = await world.PutAllAsync(upload, content);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(async _ => await world.Store.CompleteAsync(upload, tokens, Ct) ?? await world.Store.HeadAsync(upload.Key, Ct)));

        Assert.NotNull(Assert.Single(answers.Distinct()));
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task A_part_that_comes_after_completion_finds_no_upload()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var url = world.Url(upload, 1);
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);

        using var late = await world.Http.PutAsync(url, new ByteArrayContent(StoreWorld.Content(world.PartBytes, seed: 9)), Ct);

        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.Equal(content, await world.ReadAsync(upload.Key));
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_for_good()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(2 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var tokens = await world.PutAllAsync(upload, content);

        await world.Store.AbortAsync(upload, Ct);
        await world.Store.AbortAsync(upload, Ct);

        using var late = await world.TryPutAsync(upload, 1, content.AsMemory(0, world.PartBytes));
        Assert.Equal(HttpStatusCode.NotFound, late.StatusCode);
        Assert.Empty((await world.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts);
        Assert.Null(await world.Store.CompleteAsync(upload, tokens, Ct));
        Assert.Null(await world.Store.HeadAsync(upload.Key, Ct));
    }

    [Fact]
    public async Task Parts_are_listed_in_pages_as_they_are_held()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(4 * world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        var tokens = new Dictionary<int, string>();
        foreach (var part in new[] { 4, 1, 3 })
        {
            tokens[part] = await world.PutAsync(upload, part, StoreWorld.PartOf(upload.Plan, part, content));
        }

        var first = await world.Store.ListPartsAsync(upload, 0, 2, Ct);
        var second = await world.Store.ListPartsAsync(upload, first.NextAfter!.Value, 2, Ct);

        Assert.Equal([1, 3], first.Parts.Select(part => part.Number));
        Assert.Equal([4], second.Parts.Select(part => part.Number));
        Assert.Null(second.NextAfter);
        Assert.All(first.Parts.Concat(second.Parts), part =>
        {
            Assert.Equal(world.PartBytes, part.Bytes);
            Assert.Equal(tokens[part.Number].Trim('"'), part.ETag);
        });
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_deleting_it_again_is_no_error()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);

        await world.Store.DeleteAsync(upload.Key, Ct);
        await world.Store.DeleteAsync(upload.Key, Ct);

        Assert.Null(await world.Store.HeadAsync(upload.Key, Ct));
        using var answer = await world.GetAsync(upload.Key);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("NoSuchKey", await StoreWorld.CodeOf(answer));
    }

    [Fact]
    public async Task A_part_of_another_length_than_planned_is_refused()
    {
        await using var world = await OpenAsync();
        Assert.SkipUnless(world.Store.Profile.EnforcesLength, "The store does not enforce a signed length.");
        var upload = await world.StartAsync(Plan(world, StoreWorld.Content(2 * world.PartBytes)));

        foreach (var bytes in new[] { world.PartBytes - 1, world.PartBytes + 1, 0 })
        {
            using var answer = await world.TryPutAsync(upload, 1, StoreWorld.Content(bytes));
            Assert.True((int)answer.StatusCode is >= 400 and < 500);
        }

        Assert.Empty((await world.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts);
    }

    [Fact]
    public async Task A_range_of_an_object_can_be_read()
    {
        await using var world = await OpenAsync();
        var content = StoreWorld.Content(world.PartBytes);
        var upload = await world.StartAsync(Plan(world, content));
        await world.Store.CompleteAsync(upload, await world.PutAllAsync(upload, content), Ct);

        using var answer = await world.GetAsync(upload.Key, new RangeHeaderValue(100, 299));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes 100-299/{content.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(content[100..300], await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    private static PartPlan Plan(StoreWorld world, byte[] content) =>
        PartPlan.Cut(content.Length, world.PartBytes, world.Store.Profile with { MinPartBytes = 1 });

    private static async Task RefusedAsync(StoreWorld world, StoreUpload upload, PartTokens? tokens)
    {
        var refused = await Assert.ThrowsAsync<UploadRefusedException>(() => world.Store.CompleteAsync(upload, tokens, Ct));
        Assert.True(refused.Error.Refusal is Refusal.StorageRefused or Refusal.Invalid, refused.Message);
    }

    private static string TokenOf(PartTokens tokens, int number)
    {
        foreach (var part in tokens)
        {
            if (part.Number == number)
            {
                return System.Text.Encoding.UTF8.GetString(part.Token);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(number));
    }
}
