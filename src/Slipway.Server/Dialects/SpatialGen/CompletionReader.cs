using System.Text.Json;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>
/// Reads the body of a complete, <c>{"parts": [{"partNumber": 1, "etag": "…"}]}</c> or our <c>{"partsFrom": "storage"}</c>, straight from its bytes:
/// ten thousand parts become no objects.
/// </summary>
internal static class CompletionReader
{
    private const int MaxEscapedTokenBytes = PartTokens.MaxTokenBytes * 6;

    private static readonly JsonReaderOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = JsonLimits.Depth,
    };

    /// <exception cref="UploadRefusedException">The body is not one.</exception>
    public static Completion Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return Completion.Unlisted;
        }

        try
        {
            var reader = new Utf8JsonReader(utf8, Strict);
            return ReadBody(ref reader);
        }
        catch (JsonException broken)
        {
            throw new UploadRefusedException(JsonBody.Malformed(broken));
        }
        catch (InvalidOperationException)
        {
            throw JsonFields.Refused("invalid_character", "The body holds half of a surrogate pair.");
        }
    }

    private static Completion ReadBody(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "The body must be one JSON object.");
        PartTokens? tokens = null;
        var (listed, fromStorage) = (false, false);
        while (NextName(ref reader))
        {
            if (reader.ValueTextEquals("parts"u8) && !listed)
            {
                tokens = ReadParts(ref reader);
                listed = true;
            }
            else if (reader.ValueTextEquals("partsFrom"u8) && !fromStorage)
            {
                Expect(ref reader, JsonTokenType.String, "partsFrom must be \"storage\".");
                fromStorage = reader.ValueTextEquals("storage"u8) ? true : throw JsonFields.Refused("invalid_field", "partsFrom must be \"storage\".");
            }
            else
            {
                throw JsonFields.Refused("unknown_field", "The body takes parts, or partsFrom, once.");
            }
        }

        RefuseMore(ref reader);
        return (tokens, fromStorage) switch
        {
            (not null, true) => throw JsonFields.Refused("two_styles", "Send either parts or partsFrom, not both."),
            (not null, false) => Completion.Whole(tokens),
            (null, true) => Completion.FromStorage,
            _ => Completion.Unlisted,
        };
    }

    /// <returns>Null for null, which is as good as nothing.</returns>
    private static PartTokens? ReadParts(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
        {
            throw JsonFields.Refused("invalid_field", "parts must be an array.");
        }

        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        var builder = new PartTokensBuilder();
        Span<byte> scratch = stackalloc byte[MaxEscapedTokenBytes];
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw WrongItem(index);
            }

            ReadPart(ref reader, builder, index, scratch);
        }

        return builder.Build();
    }

    private static void ReadPart(ref Utf8JsonReader reader, PartTokensBuilder builder, int index, scoped Span<byte> scratch)
    {
        int? number = null;
        var length = -1;
        while (NextName(ref reader))
        {
            if (number is null && reader.ValueTextEquals("partNumber"u8))
            {
                number = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) && value >= 1
                    ? value
                    : throw JsonFields.Refused("invalid_part_number", $"parts[{index}].partNumber must be a positive whole number.");
            }
            else if (length < 0 && reader.ValueTextEquals("etag"u8))
            {
                length = ReadToken(ref reader, index, scratch);
            }
            else
            {
                throw WrongItem(index);
            }
        }

        builder.Add(number ?? throw WrongItem(index), length >= 0 ? scratch[..length] : throw WrongItem(index));
    }

    private static int ReadToken(ref Utf8JsonReader reader, int index, scoped Span<byte> scratch) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length <= scratch.Length
            ? reader.CopyString(scratch)
            : throw JsonFields.Refused("invalid_etag", $"parts[{index}].etag must be a string of {PartTokens.MaxTokenBytes} bytes at the most.");

    private static bool NextName(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string otherwise)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw JsonFields.Refused("invalid_field", otherwise);
        }
    }

    private static void RefuseMore(ref Utf8JsonReader reader)
    {
        if (reader.Read())
        {
            throw JsonFields.Refused("invalid_field", "The body must be one JSON object.");
        }
    }

    private static UploadRefusedException WrongItem(int index) =>
        JsonFields.Refused("invalid_field", $"parts[{index}] must be an object with partNumber and etag, each once, and nothing else.");
}
