using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Access;

namespace Slipway.Tests.Support;

/// <summary>Counts how often the keys are asked for one.</summary>
internal sealed class CountingKeyStore : IKeyStore
{
    private IKeyStore _inner = null!;
    private int _count;

    public int Count => _count;

    /// <summary>Puts itself before the server's own.</summary>
    public void Wrap(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(IKeyStore));
        services.Remove(inner);
        services.AddSingleton<IKeyStore>(provider =>
        {
            _inner = (IKeyStore)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!));
            return this;
        });
    }

    public Task AddAsync(ApiKey key, CancellationToken ct) => _inner.AddAsync(key, ct);

    public Task<ApiKey?> FindAsync(string id, CancellationToken ct)
    {
        Interlocked.Increment(ref _count);
        return _inner.FindAsync(id, ct);
    }

    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => _inner.ListAsync(ct);

    public Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken ct) => _inner.RevokeAsync(id, at, ct);

    public Task<bool> RotateAsync(string id, ReadOnlyMemory<byte> secretHash, CancellationToken ct) => _inner.RotateAsync(id, secretHash, ct);
}
