using Slipway.Core.Objects;

namespace Slipway.Core.Uploads;

/// <summary>A file that a caller wants to upload.</summary>
/// <param name="ObjectExtension">What the object's key ends in (<c>.mov</c>), lower case; empty for none.</param>
public sealed record FileOrder(string Name, string Role, string? Language, string MediaType, string ObjectExtension, PartPlan Plan);

/// <summary>Registers a group with its files. No byte is reserved, and nothing is asked of the store.</summary>
public sealed class StartGroup(ICatalog catalog, UploadsOptions options, TimeProvider time, Randomness randomness)
{
    private const int RandomNameLength = 21;

    public Task<UploadGroup> RunAsync(
        string project, string dialect, Asset asset, IReadOnlyList<FileOrder> files, IdempotencyClaim? claim, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var id = randomness.NewId(now);
        var group = new UploadGroup
        {
            Address = new GroupAddress(project, dialect, id),
            Asset = asset,
            State = GroupState.Open,
            CreatedAt = now,
            ExpiresAt = now + options.GroupLife,
            Files = [.. files.Select(order => Register(project, id, order, now))],
        };

        return catalog.AddAsync(group, claim, ct);
    }

    private FileUpload Register(string project, Guid groupId, FileOrder order, DateTimeOffset now)
    {
        var id = randomness.NewId(now);
        return new FileUpload
        {
            Id = id,
            Name = order.Name,
            Role = order.Role,
            Language = order.Language,
            MediaType = order.MediaType,
            Plan = order.Plan,
            State = FileState.Pending,
            // The random name keeps the key from being guessed from ids that appear in addresses and logs.
            Key = new ObjectKey($"{project}/{groupId}/{id}/{randomness.NewName(RandomNameLength)}{order.ObjectExtension}"),
        };
    }
}
