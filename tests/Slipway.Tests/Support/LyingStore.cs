using Slipway.Core.Objects;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>A store that, when told to, says what is not so.</summary>
internal sealed class LyingStore : StoreInFront
{
    /// <summary>What a completion answers while <see cref="Lies"/>; null for "no such upload".</summary>
    public StoredObject? Completed { get; init; }

    public bool Lies { get; set; }

    public bool OutOfReach { get; set; }

    public override Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct) =>
        OutOfReach ? throw new UploadRefusedException(UploadError.Unavailable("The store cannot be reached."))
        : Lies ? Task.FromResult(Completed)
        : base.CompleteAsync(upload, tokens, ct);

    public override Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct) => Lies ? Task.FromResult<StoredObject?>(null) : base.HeadAsync(key, ct);
}
