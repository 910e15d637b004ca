using System.Collections.Immutable;
using System.Text.Json;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Database;
using Slipway.Tests.Support;

namespace Slipway.Tests.Contracts;

/// <summary>A catalog of a test's own on some database, with what a test needs to fill it.</summary>
internal sealed class CatalogWorld(SqlFlavor flavor, IDisposable place) : IAsyncDisposable
{
    public const string Project = "acme";
    public const string Dialect = "spatialgen";

    public FakeTime Time { get; } = new();

    public SeededRandomness Randomness { get; } = new();

    public SqlFlavor Flavor => flavor;

    public ICatalog Catalog => field ??= new SqlCatalog(flavor, Time, Randomness);

    public SqlLibrary Library => field ??= new SqlLibrary(flavor);

    public SqlKeyStore Keys => field ??= new SqlKeyStore(flavor);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An open group that was not added yet; its files are named by their roles.</summary>
    public UploadGroup NewGroup(params string[] roles) => NewGroupIn(Project, Dialect, roles);

    public UploadGroup NewGroupIn(string project, string dialect, params string[] roles)
    {
        var now = Time.GetUtcNow();
        Time.Advance(TimeSpan.FromMilliseconds(1)); // so that ids rise with time, as they do when groups are not born in the same instant
        var id = Randomness.NewId(now);
        return new UploadGroup
        {
            Address = new GroupAddress(project, dialect, id),
            Asset = new Asset("Holiday", null, null, ImmutableSortedDictionary<string, string>.Empty),
            State = GroupState.Open,
            CreatedAt = now,
            ExpiresAt = now.AddDays(5),
            Files = [.. (roles is [] ? ["video"] : roles).Select(role => NewFile(id, role, now))],
        };
    }

    public Task<UploadGroup> AddAsync(params string[] roles) => Catalog.AddAsync(NewGroup(roles), null, Ct);

    /// <summary>Completes a file as the completing verb's confirmation does, and with the last one the group.</summary>
    public Task<UploadGroup> CompleteAsync(UploadGroup group, int file) => Catalog.ChangeAsync(
        group.Address,
        current => current.State != GroupState.Open
            ? current
            : CompleteFile.CloseWhenWhole(
                Replace(current, file, was => was with { State = FileState.Completed, CompletedAt = Time.GetUtcNow(), Stored = new StoredObject(was.Plan.TotalBytes ?? 7, "etag", 42) }),
                Time.GetUtcNow()),
        Ct);

    public async Task<UploadGroup> CompleteAllAsync(UploadGroup group)
    {
        for (var i = 0; i < group.Files.Length; i++)
        {
            group = await CompleteAsync(group, i);
        }

        return group;
    }

    public Task<UploadGroup> CloseAsync(UploadGroup group, GroupState state) => Catalog.ChangeAsync(
        group.Address,
        current => current.Close(state, state == GroupState.Canceled ? FileEvent.GroupCanceled : FileEvent.DeadlinePassed, Time.GetUtcNow()),
        Ct);

    public static UploadGroup Replace(UploadGroup group, int file, Func<FileUpload, FileUpload> change) =>
        group with { Files = group.Files.SetItem(file, change(group.Files[file])) };

    /// <summary>Everything that a group says, as text: what records compare by reference is compared by content.</summary>
    public static string Text<T>(T value) => JsonSerializer.Serialize(value);

    public async ValueTask DisposeAsync()
    {
        await flavor.DisposeAsync();
        place.Dispose();
    }

    private FileUpload NewFile(Guid groupId, string role, DateTimeOffset now)
    {
        var id = Randomness.NewId(now);
        return new FileUpload
        {
            Id = id,
            Name = $"{role}.mov",
            Role = role,
            MediaType = "video/quicktime",
            Plan = new PartPlan(1_287_340_032, 104_857_600, 13),
            State = FileState.Pending,
            Key = new ObjectKey($"{Project}/{groupId}/{id}/{Randomness.NewName(21)}.mov"),
        };
    }
}
