using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Slipway.Server.Http;

/// <summary>Makes Kestrel read HTTP/1.1 as strictly as the proxies that may stand before it, so that both see the same requests.</summary>
internal static class KestrelHardening
{
    /// <summary>To be called before the server starts, for the whole process.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        // A bare line feed ends no line (RFC 9112 §2.2 lets a server take it; taking it is how requests are smuggled).
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        kestrel.AddServerHeader = false;
        kestrel.RequestHeaderEncodingSelector = static name => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? DigitsOnly.Instance : null;
    }

    public static IApplicationBuilder UseFramingGuard(this IApplicationBuilder app) => app.UseMiddleware<FramingGuard>();

    /// <summary>Decodes digits, and anything else to what is no number, where Kestrel by itself would read <c>+1</c> as 1.</summary>
    private sealed class DigitsOnly : Encoding
    {
        public static readonly DigitsOnly Instance = new();

        private const int MostDigits = 19; // of a 64-bit number

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            if (bytes.Length > MostDigits || bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                chars[0] = '?';
                return 1;
            }

            return Ascii.ToUtf16(bytes, chars, out var written) == System.Buffers.OperationStatus.Done ? written : 0;
        }

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

        public override int GetCharCount(byte[] bytes, int index, int count) => Math.Max(count, 1);

        public override int GetMaxCharCount(int byteCount) => Math.Max(byteCount, 1);

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            throw new NotSupportedException("Header values are only read.");
    }
}
