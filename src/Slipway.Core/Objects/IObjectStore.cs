using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Core.Objects;

/// <summary>
/// Where bytes lie. Callers guarantee that a key is used for one upload only. Every call may be repeated after a crash, at any point of it, and
/// then answers as if it had been called once.
/// </summary>
public interface IObjectStore
{
    StoreProfile Profile { get; }

    /// <summary>Starts a multipart upload and answers the store's id for it. It is there after a power cut once this has answered.</summary>
    /// <exception cref="UploadRefusedException">The store is read-only, full or out of reach.</exception>
    Task<string> StartAsync(ObjectKey key, PartPlan plan, string mediaType, CancellationToken ct);

    /// <summary>Prepares to sign URLs of an upload's parts. Pure: no I/O.</summary>
    /// <param name="reachedBy">The origin at which the caller reached us, for a store that has no public endpoint of its own configured.</param>
    PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy);

    /// <summary>Signs a URL to read (GET, HEAD) a finished object. Pure: no I/O.</summary>
    string ReadUrl(string method, ObjectKey key, SigningWindow window, StoreEndpoint reachedBy);

    /// <summary>The parts held after a number, ascending; empty where the upload does not exist.</summary>
    Task<PartPage> ListPartsAsync(StoreUpload upload, int after, int limit, CancellationToken ct);

    /// <summary>
    /// Assembles the listed parts, or with no list all that it holds, checked against the plan. Two callers at once both get the object.
    /// Null: there is no such upload (it was completed or aborted before), and nothing was done.
    /// </summary>
    /// <exception cref="UploadRefusedException">A part is absent or another than its token says; the upload is unharmed.</exception>
    Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct);

    /// <summary>
    /// Ends an upload and frees its bytes; a PUT that is under way can no longer add to it, and a completion that is under way has made its object
    /// when this answers, or makes none. No such upload is success.
    /// </summary>
    Task AbortAsync(StoreUpload upload, CancellationToken ct);

    /// <summary>The finished object, or null. Never an unfinished one.</summary>
    Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct);

    /// <summary>Removes a finished object; no such object is success. A read under way keeps its bytes.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken ct);
}
