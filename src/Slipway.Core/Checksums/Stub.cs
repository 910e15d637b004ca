#pragma warning disable
namespace Slipway.Core.Checksums;
public static class Crc32C { public static uint Hash(ReadOnlySpan<byte> bytes) => (uint)bytes.Length; }
