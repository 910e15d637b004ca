using System.Collections.Immutable;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>The verbs over the models of catalog and store, with a clock and a generator that belong to one test.</summary>
internal sealed class UploadsWorld
{
    public static readonly StoreEndpoint Endpoint = StoreEndpoint.Parse(new Uri("http://127.0.0.1:8080"));

    private readonly SeededRandomness _randomness;

    /// <param name="locked">See <see cref="ModelCatalog"/>.</param>
    /// <param name="abortIsFinal">See <see cref="ModelStore"/>.</param>
    public UploadsWorld(int seed = 1, bool locked = true, bool abortIsFinal = true)
    {
        _randomness = new SeededRandomness(seed);
        Catalog = new ModelCatalog(Boundaries, Time, locked);
        Store = new ModelStore(Boundaries, abortIsFinal);
    }

    public FakeTime Time { get; } = new();

    public Boundaries Boundaries { get; } = new();

    public UploadsOptions Options { get; } = new() { PartBytes = 10 };

    public ModelCatalog Catalog { get; }

    public ModelStore Store { get; }

    private PurgeFiles Purge => new(Catalog, Store, Time);

    private CompleteFile Complete => new(Catalog, Store, Options, Time);

    /// <summary>Starts a group of server-planned files with so many parts each, the last of 3 bytes.</summary>
    public Task<UploadGroup> StartAsync(params int[] partCounts) =>
        StartAsync(null, [.. partCounts.Select(count => PartPlan.Cut(((count - 1) * 10L) + 3, 10, Store.Profile))]);

    public Task<UploadGroup> StartAsync(IdempotencyClaim? claim, params PartPlan[] plans) => new StartGroup(Catalog, Options, Time, _randomness).RunAsync(
        "project",
        "spatialgen",
        new Asset("Harbour", null, null, ImmutableSortedDictionary<string, string>.Empty),
        [.. plans.Select((plan, i) => new FileOrder($"file-{i}.mov", "video_left", null, "video/quicktime", ".mov", plan))],
        claim,
        CancellationToken.None);

    public Task<SignedFile> SignAsync(UploadGroup group, int file = 0) => new SignParts(Catalog, Store, Options, Time).RunAsync(
        group.Address, group.Files[file].Id, plan => [.. Enumerable.Range(1, plan.Count)], Endpoint, CancellationToken.None);

    /// <summary>Signs, and puts every part.</summary>
    public async Task<PartTokens> UploadAsync(UploadGroup group, int file = 0) => Put((await SignAsync(group, file)).File);

    public PartTokens Put(FileUpload file) => PartTokens.Of([.. Enumerable.Range(1, file.Plan.Count).Select(number => (number, PutPart(file, number)))]);

    public string PutPart(FileUpload file, int number) =>
        Store.Put(file.StoreUpload!.Value, number, file.Plan.ServerPlanned ? file.Plan.LengthOf(number) : 10) ?? "no such upload";

    public Task<UploadGroup> CompleteAsync(UploadGroup group, int file, PartTokens tokens) => CompleteAsync(group, file, Completion.Whole(tokens));

    public Task<UploadGroup> CompleteAsync(UploadGroup group, int file, Completion completion) =>
        Complete.RunAsync(group.Address, group.Files[file].Id, completion, CancellationToken.None);

    public Task<UploadGroup> CancelAsync(UploadGroup group) => new CancelGroup(Catalog, Purge, Time).RunAsync(group.Address, CancellationToken.None);

    public Task<int> ExpireAsync() => new ExpireGroups(Catalog, Purge, Time).RunAsync(CancellationToken.None);

    public Task<int> PurgeAsync() => Purge.RunAsync(CancellationToken.None);

    public Task<int> RecoverAsync() => new RecoverGroups(Catalog, Complete, Time).RunAsync(CancellationToken.None);

    public Task<GroupView> ViewAsync(UploadGroup group) => new ViewGroup(Catalog, Store, Time).RunAsync(group.Address, CancellationToken.None);

    /// <summary>A group with every file uploaded, and the tokens of each.</summary>
    public async Task<(UploadGroup Group, PartTokens[] Tokens)> StartUploadedAsync(params int[] partCounts)
    {
        var group = await StartAsync(partCounts);
        var tokens = new PartTokens[partCounts.Length];
        for (var file = 0; file < partCounts.Length; file++)
        {
            tokens[file] = await UploadAsync(group, file);
        }

        return (group, tokens);
    }

    public static async Task<UploadError> RefusedAsync(Func<Task> call) => (await Assert.ThrowsAsync<UploadRefusedException>(call)).Error;
}
