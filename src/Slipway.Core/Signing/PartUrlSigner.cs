using System.Buffers.Text;
using System.Text;
using Slipway.Core.Signing.Hashing;

namespace Slipway.Core.Signing;

/// <summary>
/// Signs the URLs of one upload's parts (<c>UploadPart</c>) for one window. What they have in common is prepared once; a signer may be used from
/// many threads at once, and signs without allocating. The same arguments give the same URLs, always and everywhere.
/// </summary>
public sealed class PartUrlSigner
{
    /// <summary>The length of a signature before it is written in hex.</summary>
    public const int SignatureBytes = PartHasher.SignatureBytes;

    private const int HexBytes = PartHasher.HexBytes;
    private const int MaxPartDigits = 10;

    private readonly byte[] _beforeNumber;
    private readonly byte[] _afterNumber;
    private readonly PartHasher _hasher;

    /// <param name="key">What signs.</param>
    /// <param name="endpoint">Where the client reaches the store.</param>
    /// <param name="canonicalPath"><c>/bucket/key</c>, see <see cref="CanonicalPath"/>.</param>
    /// <param name="uploadId">As the store named it, not encoded.</param>
    /// <param name="window">When the URLs are good.</param>
    /// <param name="lengths">The length of each part, to be signed; null where a part may have any length.</param>
    /// <exception cref="ArgumentException">The path is not canonical, the upload id is empty or too long, or the window is too long.</exception>
    public PartUrlSigner(SigningKey key, StoreEndpoint endpoint, string canonicalPath, string uploadId, SigningWindow window, PartLengths? lengths)
    {
        ArgumentException.ThrowIfNullOrEmpty(uploadId);
        if (!CanonicalPath.IsCanonical(canonicalPath))
        {
            throw new ArgumentException("The path is not canonical.", nameof(canonicalPath));
        }

        var scope = new SigningScope(key, window);
        var signedHeaders = lengths is null ? "host" : "content-length;host";
        var common = scope.Query(signedHeaders.Replace(";", "%3B", StringComparison.Ordinal)).Select(pair => $"{pair.Key}={pair.Value}&");
        var query = $"{string.Concat(common)}partNumber=";
        var upload = $"&uploadId={Uri.EscapeDataString(uploadId)}";
        var host = $"\nhost:{endpoint.Host}\n\n{signedHeaders}\n{SigningScope.UnsignedPayload}";

        _beforeNumber = Encoding.ASCII.GetBytes($"{endpoint}{canonicalPath}?{query}");
        _afterNumber = Encoding.ASCII.GetBytes($"{upload}&X-Amz-Signature=");
        var request = new PartRequestText(
            Encoding.ASCII.GetBytes($"PUT\n{canonicalPath}\n{query}"),
            Encoding.ASCII.GetBytes(lengths is null ? upload : $"{upload}\ncontent-length:"),
            Encoding.ASCII.GetBytes(host),
            lengths);
        _hasher = new PartHasher(request, Encoding.ASCII.GetBytes(scope.ToSign), scope.DerivedKey());
        MaxUrlLength = _beforeNumber.Length + MaxPartDigits + _afterNumber.Length + HexBytes;
    }

    /// <summary>The longest URL in bytes; all are ASCII.</summary>
    public int MaxUrlLength { get; }

    /// <summary>The most lanes that this machine has: 16 with AVX-512, 8 with AVX2, or 1.</summary>
    internal static int Lanes => SixteenLanes.IsSupported ? 16 : EightLanes.IsSupported ? 8 : 1;

    /// <summary>Signs parts: the more at once, the cheaper each.</summary>
    /// <param name="partNumbers">From 1, in any order.</param>
    /// <param name="signatures">At least <see cref="SignatureBytes"/> bytes for each number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such part.</exception>
    public void Sign(ReadOnlySpan<int> partNumbers, Span<byte> signatures) => Sign(partNumbers, signatures, Lanes);

    /// <summary>Writes a part's URL, in which nothing needs escaping in JSON, and answers its length.</summary>
    /// <param name="partNumber">The number that was signed.</param>
    /// <param name="signature">What <see cref="Sign(ReadOnlySpan{int}, Span{byte})"/> gave for it.</param>
    /// <param name="destination">At least <see cref="MaxUrlLength"/> bytes.</param>
    public int WriteUrl(int partNumber, ReadOnlySpan<byte> signature, Span<byte> destination)
    {
        _beforeNumber.CopyTo(destination);
        var length = _beforeNumber.Length;
        Utf8Formatter.TryFormat(partNumber, destination[length..], out var digits);
        length += digits;
        _afterNumber.CopyTo(destination[length..]);
        length += _afterNumber.Length;
        Convert.TryToHexStringLower(signature[..SignatureBytes], destination.Slice(length, HexBytes), out _);
        return length + HexBytes;
    }

    /// <summary>One part's URL.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such part.</exception>
    public string Url(int partNumber)
    {
        Span<byte> signature = stackalloc byte[SignatureBytes];
        Sign([partNumber], signature);
        var url = new byte[MaxUrlLength];
        return Encoding.ASCII.GetString(url, 0, WriteUrl(partNumber, signature, url));
    }

    /// <param name="partNumbers">From 1, in any order.</param>
    /// <param name="signatures">At least <see cref="SignatureBytes"/> bytes for each number.</param>
    /// <param name="lanes">The most lanes to use.</param>
    internal void Sign(ReadOnlySpan<int> partNumbers, Span<byte> signatures, int lanes)
    {
        foreach (var number in partNumbers)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, nameof(partNumbers));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(signatures.Length, partNumbers.Length * SignatureBytes, nameof(signatures));
        if (lanes >= 16)
        {
            var wide = partNumbers.Length % 16 > 8 ? partNumbers.Length : partNumbers.Length / 16 * 16;
            _hasher.Sign<SixteenLanes>(partNumbers[..wide], signatures);
            partNumbers = partNumbers[wide..];
            signatures = signatures[(wide * SignatureBytes)..];
        }

        if (lanes >= 8 && partNumbers.Length > 1)
        {
            _hasher.Sign<EightLanes>(partNumbers, signatures);
        }
        else
        {
            _hasher.Sign<OneLane>(partNumbers, signatures);
        }
    }
}
