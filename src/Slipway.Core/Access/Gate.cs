using Slipway.Core.Uploads;

namespace Slipway.Core.Access;

/// <summary>Lets a key in, or does not say why not: unknown, wrong, revoked and expired look the same.</summary>
public sealed class Gate(IKeyStore keys, TimeProvider time)
{
    // An id that nobody has still costs one comparison, so that timing does not tell it from a wrong secret.
    private static readonly ApiKey Nobody = new("", "", Role.ReadOnly, null, new byte[32], default, null, null);

    /// <exception cref="UploadRefusedException">The key is not good.</exception>
    public async Task<ApiKey> AdmitAsync(string? text, CancellationToken ct)
    {
        if (KeyText.TryParse(text) is not { } presented)
        {
            throw new UploadRefusedException(UploadError.Unauthorized());
        }

        var kept = await keys.FindAsync(presented.Id, ct) ?? Nobody;
        return presented.Matches(kept) && kept.IsLiveAt(time.GetUtcNow())
            ? kept
            : throw new UploadRefusedException(UploadError.Unauthorized());
    }
}
