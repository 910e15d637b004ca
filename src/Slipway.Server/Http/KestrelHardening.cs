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

    /// <summary>Decodes digits and fails on anything else, where Kestrel itself would read <c>+1</c> as 1.</summary>
    private sealed class DigitsOnly : Encoding
    {
        public static readonly DigitsOnly Instance = new();

        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            throw new NotSupportedException("Header values are only read.");

        public override int GetCharCount(byte[] bytes, int index, int count) => Checked(bytes.AsSpan(index, count)).Length;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
        {
            var digits = Checked(bytes.AsSpan(byteIndex, byteCount));
            for (var i = 0; i < digits.Length; i++)
            {
                chars[charIndex + i] = (char)digits[i];
            }

            return digits.Length;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;

        private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> value) =>
            value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? throw new DecoderFallbackException("Content-Length is not a number.") : value;
    }
}
