using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Client.Groups;

/// <summary>
/// The idempotency key: what makes two runs the same upload. Not the size and not the time of change, on purpose: a changed file must
/// meet its old upload and be refused there, not start a second one beside it unseen.
/// </summary>
internal static class UploadKey
{
    /// <param name="request">Its paths are made absolute here.</param>
    /// <param name="attempt">From 1; the next one is taken when an upload was canceled, expired, or is to be made again.</param>
    public static string Of(UploadRequest request, int attempt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "slipway-upload-1");
        Add(hash, request.VideoName);
        Add(hash, request.Layout);
        foreach (var file in request.Files)
        {
            Add(hash, Path.GetFullPath(file.Path));
            Add(hash, file.Role);
            Add(hash, file.LanguageTag ?? "");
        }

        Add(hash, attempt.ToString(CultureInfo.InvariantCulture));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Each text with its length before it, so that no two lists of texts look the same.</summary>
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
        hash.AppendData(bytes);
    }
}
