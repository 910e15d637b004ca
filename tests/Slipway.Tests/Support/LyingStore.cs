using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>Stands before the server's store and, when told to, says what is not so.</summary>
internal sealed class LyingStore : IObjectStore
{
    private IObjectStore _inner = null!;

    /// <summary>What a completion answers while <see cref="Lies"/>; null for "no such upload".</summary>
    public StoredObject? Completed { get; init; }

    public bool Lies { get; set; }

    public bool OutOfReach { get; set; }

    public StoreProfile Profile => _inner.Profile;

    public void Wrap(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IObjectStore));
        services.Remove(inner);
        services.AddSingleton<IObjectStore>(provider =>
        {
            _inner = (IObjectStore)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
            return this;
        });
    }

    public Task<string> StartAsync(ObjectKey key, PartPlan plan, string mediaType, CancellationToken ct) => _inner.StartAsync(key, plan, mediaType, ct);

    public PartUrlSigner PartSigner(StoreUpload upload, SigningWindow window, StoreEndpoint reachedBy) => _inner.PartSigner(upload, window, reachedBy);

    public string ReadUrl(string method, ObjectKey key, SigningWindow window, StoreEndpoint reachedBy) => _inner.ReadUrl(method, key, window, reachedBy);

    public Task<PartPage> ListPartsAsync(StoreUpload upload, int after, int limit, CancellationToken ct) => _inner.ListPartsAsync(upload, after, limit, ct);

    public Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct) =>
        OutOfReach ? throw new UploadRefusedException(UploadError.Unavailable("The store cannot be reached."))
        : Lies ? Task.FromResult(Completed)
        : _inner.CompleteAsync(upload, tokens, ct);

    public Task AbortAsync(StoreUpload upload, CancellationToken ct) => _inner.AbortAsync(upload, ct);

    public Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct) => Lies ? Task.FromResult<StoredObject?>(null) : _inner.HeadAsync(key, ct);

    public Task DeleteAsync(ObjectKey key, CancellationToken ct) => _inner.DeleteAsync(key, ct);
}
