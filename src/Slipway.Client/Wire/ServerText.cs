using System.Text;

namespace Slipway.Client.Wire;

/// <summary>What a server or store said, made fit to be shown: one short line without control characters.</summary>
internal static class ServerText
{
    private const int Longest = 300;

    public static string Line(string? said)
    {
        if (string.IsNullOrWhiteSpace(said))
        {
            return "";
        }

        var line = new StringBuilder(Math.Min(said.Length, Longest));
        foreach (var c in said.AsSpan().Trim())
        {
            if (line.Length == Longest)
            {
                line.Append('…');
                break;
            }

            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>
    /// The text of one element of an S3 error. Not an XML parser on purpose: the body of an error page may be anything, and only these two
    /// elements are ever shown, never the signature and the string to sign that such an error may also carry.
    /// </summary>
    public static string? Element(string body, string name)
    {
        var open = $"<{name}>";
        var from = body.IndexOf(open, StringComparison.Ordinal);
        if (from < 0)
        {
            return null;
        }

        from += open.Length;
        var to = body.IndexOf('<', from);
        return to < 0 ? null : Line(body[from..to]);
    }
}
