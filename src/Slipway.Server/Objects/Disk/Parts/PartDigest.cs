using System.Runtime.CompilerServices;

namespace Slipway.Server.Objects.Disk.Parts;

/// <summary>Which cryptographic digest was kept of a part, beside its CRC.</summary>
internal enum DigestKind : byte
{
    None,
    Md5,
    Sha256,
}

/// <summary>Room for the longest digest; a shorter one leaves the end zero.</summary>
[InlineArray(Length)]
internal struct DigestBytes
{
    public const int Length = 32;

    private byte _first;
}
