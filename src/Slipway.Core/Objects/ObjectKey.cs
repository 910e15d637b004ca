using System.Buffers;

namespace Slipway.Core.Objects;

/// <summary>
/// The name of an object in a store. Only <c>A-Z a-z 0-9 . _ - /</c>, so that a key is its own canonical form in a signature, a path on any
/// file system, and never needs escaping; no empty, <c>.</c> or <c>..</c> segment; at most 512 bytes.
/// </summary>
public readonly record struct ObjectKey
{
    private const int MaxBytes = 512;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/");

    private readonly string? _text;

    /// <exception cref="ArgumentException">The text is not a key.</exception>
    public ObjectKey(string text)
    {
        if (!IsValid(text))
        {
            throw new ArgumentException("Not an object key.", nameof(text));
        }

        _text = text;
    }

    public string Text => _text ?? "";

    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxBytes || text.ContainsAnyExcept(Allowed))
        {
            return false;
        }

        foreach (var segment in text.Split('/'))
        {
            if (text[segment] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => Text;
}
