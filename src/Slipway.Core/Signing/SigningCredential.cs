namespace Slipway.Core.Signing;

/// <summary>X-Amz-Credential, decoded and taken apart.</summary>
internal readonly ref struct SigningCredential
{
    public const int MaxLength = 256;

    private const string Terminator = "/s3/aws4_request";
    private const int DateLength = 8;

    public ReadOnlySpan<char> AccessKeyId { get; private init; }

    /// <summary>yyyyMMdd.</summary>
    public ReadOnlySpan<char> Date { get; private init; }

    public ReadOnlySpan<char> Region { get; private init; }

    /// <summary>Date, region, service and terminator.</summary>
    public ReadOnlySpan<char> Scope { get; private init; }

    /// <summary>False: it has not the five fields, or is for another service.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SigningCredential credential)
    {
        credential = default;
        Span<Range> fields = stackalloc Range[6];
        if (text.Split(fields, '/') != 5 || !text.EndsWith(Terminator, StringComparison.Ordinal) || text[fields[1]].Length != DateLength)
        {
            return false;
        }

        credential = new SigningCredential
        {
            AccessKeyId = text[fields[0]],
            Date = text[fields[1]],
            Region = text[fields[2]],
            Scope = text[fields[1].Start..],
        };
        return true;
    }
}
