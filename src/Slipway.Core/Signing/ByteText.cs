using System.Buffers;
using System.Globalization;
using System.Text;

namespace Slipway.Core.Signing;

/// <summary>Text that grows as bytes: first in memory of the caller's, then in a rented array.</summary>
internal ref struct ByteText(Span<byte> memory)
{
    private static ReadOnlySpan<byte> HexDigits => "0123456789ABCDEF"u8;

    private Span<byte> _memory = memory;
    private byte[]? _rented;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _memory[.._length];

    public void Append(byte value) => Room(1)[0] = value;

    public void Append(scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    public void Append(scoped ReadOnlySpan<char> text)
    {
        var room = Encoding.UTF8.GetMaxByteCount(text.Length);
        var written = Encoding.UTF8.GetBytes(text, Room(room));
        _length -= room - written;
    }

    public void Append(long number)
    {
        var room = Room(20);
        number.TryFormat(room, out var written, provider: CultureInfo.InvariantCulture);
        _length -= 20 - written;
    }

    public void AppendHex(scoped ReadOnlySpan<byte> bytes) => Convert.TryToHexStringLower(bytes, Room(2 * bytes.Length), out _);

    /// <summary>A value of a query as it is signed, however it was escaped: decoded, and encoded again.</summary>
    /// <param name="value">ASCII with whole escapes.</param>
    public void AppendCanonical(scoped ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            var plain = value.IndexOfAnyExcept(PercentText.Unreserved);
            Append(plain < 0 ? value : value[..plain]);
            if (plain < 0)
            {
                return;
            }

            value = value[plain..];
            var escaped = PercentText.TryByte(value, out var code);
            AppendEscaped(escaped ? code : (byte)value[0]);
            value = value[(escaped ? 3 : 1)..];
        }
    }

    public void Clear() => _length = 0;

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    private void AppendEscaped(byte value)
    {
        if (PercentText.Unreserved.Contains((char)value))
        {
            Append(value);
            return;
        }

        var room = Room(3);
        room[0] = (byte)'%';
        room[1] = HexDigits[value >> 4];
        room[2] = HexDigits[value & 15];
    }

    private Span<byte> Room(int count)
    {
        if (_memory.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_memory.Length * 2, _length + count));
            Written.CopyTo(larger);
            Dispose();
            _memory = _rented = larger;
        }

        var room = _memory.Slice(_length, count);
        _length += count;
        return room;
    }
}
