using System.Text.Json;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects.Json;

/// <summary>The members of a JSON object, read one by one by name. Every refusal names the field, its value and what it takes.</summary>
/// <param name="Path">Where the object lies in the body (<c>files[0].</c>); empty for the body itself.</param>
internal readonly record struct JsonFields(JsonElement Object, string Path)
{
    private const int MaxShownValue = 60;

    public static JsonFields None { get; } = new(default, "");

    /// <exception cref="UploadRefusedException">There is a member of another name.</exception>
    public void RefuseOthersThan(params ReadOnlySpan<string> names)
    {
        if (Object.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in Object.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw Refused("unknown_field", $"{Path}{Shorten(member.Name)} is not a field of this call. It takes {string.Join(", ", names)}.");
            }
        }
    }

    public bool Has(string name) => Find(name) is not null;

    public string String(string name) => OptionalString(name) ?? throw Missing(name, "a string");

    /// <summary>Null where it is absent or null.</summary>
    public string? OptionalString(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "a string");
        }
        catch (InvalidOperationException)
        {
            throw Refused("invalid_character", $"{Path}{name} holds half of a surrogate pair.");
        }
    }

    public long PositiveInteger(string name) => OptionalPositiveInteger(name, long.MaxValue) ?? throw Missing(name, "a positive whole number");

    /// <summary>Null where it is absent or null.</summary>
    public long? OptionalPositiveInteger(string name, long most) =>
        Find(name) is { } value ? PositiveInteger($"{Path}{name}", value, most) : null;

    /// <summary>Null where it is absent or null.</summary>
    public JsonElement.ArrayEnumerator? OptionalArray(string name, int most)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, value, "an array");
        }

        return value.GetArrayLength() <= most
            ? value.EnumerateArray()
            : throw Refused("too_many_items", $"{Path}{name} has {value.GetArrayLength()} items; the most is {most}.");
    }

    public static long PositiveInteger(string where, JsonElement value, long most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 1 && number <= most
            ? number
            : throw Wrong(where, value, most == long.MaxValue ? "a positive whole number" : $"a whole number from 1 to {most}", "");

    public static UploadRefusedException Refused(string code, string message) => new(UploadError.Invalid(code, message));

    private JsonElement? Find(string name) =>
        Object.ValueKind == JsonValueKind.Object && Object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private UploadRefusedException Missing(string name, string takes) =>
        Refused("missing_field", $"{Path}{name} is missing; it takes {takes}.");

    private UploadRefusedException Wrong(string name, JsonElement value, string takes) => Wrong(name, value, takes, Path);

    private static UploadRefusedException Wrong(string name, JsonElement value, string takes, string path) =>
        Refused("invalid_field", $"{path}{name} is {Shorten(value.GetRawText())}; it takes {takes}.");

    // White space between the tokens of an array or object may be line breaks: what is shown stays on one line.
    private static string Shorten(string text) => (text.Length <= MaxShownValue ? text : text[..MaxShownValue] + "…").ReplaceLineEndings(" ").Replace('\t', ' ');
}
