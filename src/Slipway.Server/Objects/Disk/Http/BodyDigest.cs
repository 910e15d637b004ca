using System.Buffers.Binary;
using System.Security.Cryptography;
using Slipway.Core.Checksums;
using Slipway.Server.Objects.Disk.Parts;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Computes over a body, as it passes, what is kept of it and what the client said of it; nothing else.</summary>
internal sealed class BodyDigest : IDisposable
{
    private readonly PartChecksum _kept;
    private readonly ClientChecksums _said;
    private readonly IncrementalHash? _md5;
    private readonly IncrementalHash? _sha256;
    private readonly IncrementalHash? _sha1;
    private Crc64Nvme _crc64;
    private Crc32C _crc32C;
    private Crc32 _crc32;

    public BodyDigest(PartChecksum kept, ClientChecksums said)
    {
        _kept = kept;
        _said = said;
        _md5 = kept == PartChecksum.Md5 || said.Md5 is not null ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        _sha256 = kept == PartChecksum.Sha256 || said.Sha256 is not null || said.Kind == ChecksumKind.Sha256
            ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
            : null;
        _sha1 = said.Kind == ChecksumKind.Sha1 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1) : null;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _crc64.Append(bytes);
        _md5?.AppendData(bytes);
        _sha256?.AppendData(bytes);
        _sha1?.AppendData(bytes);
        switch (_said.Kind)
        {
            case ChecksumKind.Crc32:
                _crc32.Append(bytes);
                break;
            case ChecksumKind.Crc32C:
                _crc32C.Append(bytes);
                break;
        }
    }

    /// <summary>The record of the part that was received.</summary>
    /// <exception cref="S3RefusedException">The body is not what the client said.</exception>
    public PartRecord Finish(PartWrite write)
    {
        Span<byte> md5 = stackalloc byte[16], sha256 = stackalloc byte[32];
        _md5?.GetHashAndReset(md5);
        _sha256?.GetHashAndReset(sha256);
        if (_said.Md5 is { } saidMd5 && !md5.SequenceEqual(saidMd5))
        {
            throw new S3RefusedException(S3Error.BadDigest("Content-MD5"));
        }

        if (_said.Sha256 is { } saidSha256 && !sha256.SequenceEqual(saidSha256))
        {
            throw new S3RefusedException(S3Error.Sha256Mismatch);
        }

        if (_said.Kind is { } said && !Checksum(said, sha256).AsSpan().SequenceEqual(_said.Checksum))
        {
            throw new S3RefusedException(S3Error.BadDigest(ClientChecksums.HeaderOf(said)));
        }

        var (kind, digest) = _kept switch
        {
            PartChecksum.Md5 => (DigestKind.Md5, PartDigest.Of(md5)),
            PartChecksum.Sha256 => (DigestKind.Sha256, PartDigest.Of(sha256)),
            _ => (DigestKind.None, default),
        };
        return new PartRecord(write.Number, write.Generation, write.Place, write.Written, _crc64.Value, kind, digest);
    }

    public void Dispose()
    {
        _md5?.Dispose();
        _sha256?.Dispose();
        _sha1?.Dispose();
    }

    private byte[] Checksum(ChecksumKind kind, ReadOnlySpan<byte> sha256)
    {
        var value = new byte[_said.Checksum!.Length];
        switch (kind)
        {
            case ChecksumKind.Crc32:
                BinaryPrimitives.WriteUInt32BigEndian(value, _crc32.Value);
                break;
            case ChecksumKind.Crc32C:
                BinaryPrimitives.WriteUInt32BigEndian(value, _crc32C.Value);
                break;
            case ChecksumKind.Crc64Nvme:
                BinaryPrimitives.WriteUInt64BigEndian(value, _crc64.Value);
                break;
            case ChecksumKind.Sha1:
                _sha1!.GetHashAndReset(value);
                break;
            case ChecksumKind.Sha256:
                sha256.CopyTo(value);
                break;
        }

        return value;
    }
}
