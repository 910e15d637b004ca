using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects.Json;

/// <summary>
/// The JSON body of a control call, read whole into pooled memory after its size was checked. Strict: UTF-8 without a byte order mark, no comments,
/// no trailing commas, no member twice, no member that the call does not know.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = JsonLimits.Depth,
    };

    private readonly byte[] _rented;
    private readonly int _length;

    private JsonBody(byte[] rented, int length)
    {
        _rented = rented;
        _length = length;
    }

    public ReadOnlySpan<byte> Utf8 => _rented.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    /// <exception cref="UploadRefusedException">The body is too large, of another type, or not UTF-8.</exception>
    public static async Task<JsonBody> ReadAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
        {
            throw new UploadRefusedException(UploadError.BodyTooLarge(maxBytes));
        }

        var body = await ReadBytesAsync(request, maxBytes, ct);
        if (!body.IsEmpty && !request.HasJsonContentType())
        {
            body.Dispose();
            throw new UploadRefusedException(UploadError.UnsupportedMediaType());
        }

        if (!Utf8Is(body.Utf8))
        {
            body.Dispose();
            throw new UploadRefusedException(UploadError.Malformed("The body is not UTF-8."));
        }

        return body;
    }

    /// <summary>The body as the fields of one object; an empty body has none.</summary>
    /// <exception cref="UploadRefusedException">It is not one JSON object.</exception>
    public JsonFields Fields()
    {
        if (IsEmpty)
        {
            return JsonFields.None;
        }

        try
        {
            using var document = JsonDocument.Parse(_rented.AsMemory(0, _length), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonFields(document.RootElement.Clone(), "")
                : throw new UploadRefusedException(UploadError.Malformed("The body must be one JSON object."));
        }
        catch (JsonException broken)
        {
            throw new UploadRefusedException(Malformed(broken));
        }
        catch (InvalidOperationException)
        {
            throw JsonFields.Refused("invalid_character", "A field's name holds half of a surrogate pair."); // found while names are compared
        }
    }

    public static UploadError Malformed(JsonException broken) => UploadError.Malformed(
        $"The body is not valid JSON at line {broken.LineNumber + 1 ?? 1}, byte {broken.BytePositionInLine + 1 ?? 1}. "
        + "Names may not be repeated; comments and trailing commas are not allowed.");

    public void Dispose() => ArrayPool<byte>.Shared.Return(_rented);

    private static bool Utf8Is(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private static async Task<JsonBody> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        // One byte more than allowed shows that there is more, where the length was not declared.
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4096) + 1);
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), ct) is var read && read > 0)
            {
                length += read;
                if (length > maxBytes)
                {
                    throw new UploadRefusedException(UploadError.BodyTooLarge(maxBytes));
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }

            return new JsonBody(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }
}
