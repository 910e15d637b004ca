using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;

namespace Slipway.Tests.Support;

/// <summary>Stands before the server's own store. By itself it changes nothing.</summary>
internal abstract class StoreInFront : IObjectStore
{
    private IObjectStore _inner = null!;

    public virtual StoreProfile Profile => _inner.Profile;

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

    public virtual Task<StoredObject?> CompleteAsync(StoreUpload upload, PartTokens? tokens, CancellationToken ct) => _inner.CompleteAsync(upload, tokens, ct);

    public Task AbortAsync(StoreUpload upload, CancellationToken ct) => _inner.AbortAsync(upload, ct);

    public virtual Task<StoredObject?> HeadAsync(ObjectKey key, CancellationToken ct) => _inner.HeadAsync(key, ct);

    public Task DeleteAsync(ObjectKey key, CancellationToken ct) => _inner.DeleteAsync(key, ct);
}

/// <summary>A store that takes parts of any size.</summary>
internal sealed class SmallPartsStore : StoreInFront
{
    public override StoreProfile Profile => base.Profile with { MinPartBytes = 1 };
}
