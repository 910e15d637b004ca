using Microsoft.AspNetCore.Http;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>The ways in which a client can say what a body must be.</summary>
internal enum ChecksumKind
{
    Crc32,
    Crc32C,
    Crc64Nvme,
    Sha1,
    Sha256,
}

/// <summary>What the client says of the body that it sends; nothing of it is required.</summary>
/// <param name="Md5">From <c>Content-MD5</c>.</param>
/// <param name="Sha256">From <c>x-amz-content-sha256</c>.</param>
/// <param name="Kind">Of the one <c>x-amz-checksum-*</c> header.</param>
internal sealed record ClientChecksums(byte[]? Md5, byte[]? Sha256, ChecksumKind? Kind, byte[]? Checksum)
{
    private const string Prefix = "x-amz-checksum-";

    private static readonly (string Header, ChecksumKind Kind, int Bytes)[] Known =
    [
        (Prefix + "crc32", ChecksumKind.Crc32, 4),
        (Prefix + "crc32c", ChecksumKind.Crc32C, 4),
        (Prefix + "crc64nvme", ChecksumKind.Crc64Nvme, 8),
        (Prefix + "sha1", ChecksumKind.Sha1, 20),
        (Prefix + "sha256", ChecksumKind.Sha256, 32),
    ];

    private static readonly ClientChecksums None = new(null, null, null, null);

    public static string HeaderOf(ChecksumKind kind) => Known[(int)kind].Header;

    /// <exception cref="S3RefusedException">A checksum that is none, of a kind that is not known, or more than one.</exception>
    public static ClientChecksums Read(IHeaderDictionary headers, byte[]? contentSha256)
    {
        var said = contentSha256 is null ? None : None with { Sha256 = contentSha256 };
        if (headers.ContentMD5 is { Count: > 0 } md5)
        {
            said = said with { Md5 = Bytes(md5.ToString(), 16) ?? throw new S3RefusedException(S3Error.InvalidDigest("Content-MD5")) };
        }

        foreach (var (name, values) in headers)
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-amz-checksum-algorithm", StringComparison.OrdinalIgnoreCase)
                || name.Equals("x-amz-checksum-type", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var known = Array.Find(Known, known => known.Header.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known.Header is null)
            {
                throw new S3RefusedException(S3Error.UnknownChecksum(name.ToLowerInvariant()));
            }

            if (said.Kind is not null || values.Count != 1)
            {
                throw new S3RefusedException(S3Error.TwoChecksums);
            }

            var checksum = Bytes(values.ToString(), known.Bytes) ?? throw new S3RefusedException(S3Error.InvalidDigest(known.Header));
            said = said with { Kind = known.Kind, Checksum = checksum };
        }

        return said;
    }

    private static byte[]? Bytes(string base64, int length)
    {
        var bytes = new byte[length + 3];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == length ? bytes[..length] : null;
    }
}
