#pragma warning disable
namespace Slipway.Core.Signing;
public sealed class SigningKey(string accessKeyId, ReadOnlySpan<byte> secret, string region) { public string AccessKeyId { get; } = accessKeyId; public string Region { get; } = region; internal byte[] S = secret.ToArray(); }
public readonly record struct SigningWindow(DateTimeOffset SignedAt, TimeSpan Life) { public DateTimeOffset ExpiresAt => SignedAt + Life; public static SigningWindow At(DateTimeOffset now, TimeSpan life, DateTimeOffset deadline) => new(now, life < deadline - now ? life : deadline - now); }
public sealed record StoreEndpoint(string Scheme, string Host) { public static StoreEndpoint Parse(Uri uri) => new(uri.Scheme, uri.Authority); }
public readonly record struct PartLengths(long TotalBytes, long PartBytes) { public long Of(int partNumber) => partNumber; }
public sealed class PartUrlSigner
{
    public PartUrlSigner(SigningKey key, StoreEndpoint endpoint, string canonicalPath, string uploadId, SigningWindow window, PartLengths? lengths) { }
    public int MaxUrlLength { get; }
    public void Sign(ReadOnlySpan<int> partNumbers, Span<byte> signatures) { }
    public int WriteUrl(int partNumber, ReadOnlySpan<byte> signature, Span<byte> destination) => 0;
    public string Url(int partNumber) => "";
}
