using System.Collections.Immutable;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>What a start asks for, checked.</summary>
internal sealed record StartOrder(Asset Asset, IReadOnlyList<FileOrder> Files);

/// <summary>
/// The rules of "Start Upload Group" and the overview's "File Role Rules". Each rule has its own code. Pure: fields in, an order or a refusal out.
/// </summary>
internal sealed class SpatialGenRules(UploadsOptions uploads, SpatialGenOptions options, StoreProfile profile)
{
    private const int MaxNameChars = 255;
    private const int MaxDescriptionChars = 5000;
    private const string DefaultFolder = "Home";

    private static readonly string[] Layouts = ["2D", "MVHEVC", "SBS", "TB", "Separate", "AIV"];
    private static readonly string[] Perspectives = ["Regular", "180", "360"];

    public StartOrder Read(JsonFields body)
    {
        body.RefuseOthersThan("videoName", "description", "layout", "perspective", "folderName", "files");
        var name = DisplayText.Line("videoName", body.String("videoName"), MaxNameChars);
        var description = body.OptionalString("description") is { } text ? DisplayText.Lines("description", text, MaxDescriptionChars) : null;
        var folder = DisplayText.Line("folderName", body.OptionalString("folderName") ?? DefaultFolder, MaxNameChars);
        var layout = OneOf("layout", body.String("layout"), Layouts);
        var perspective = ReadPerspective(body, layout);
        var files = ReadFiles(body);
        RefuseWrongCast(layout, files);

        var attributes = ImmutableSortedDictionary<string, string>.Empty.Add("layout", layout).Add("perspective", perspective);
        return new StartOrder(new Asset(name, description, folder, attributes), files);
    }

    private static string ReadPerspective(JsonFields body, string layout)
    {
        var perspective = body.OptionalString("perspective") is { } given ? OneOf("perspective", given, Perspectives) : null;
        return layout == "AIV" && perspective != "180"
            ? throw JsonFields.Refused("aiv_needs_180", $"Layout AIV needs perspective \"180\"; it is {(perspective is null ? "missing" : $"\"{perspective}\"")}.")
            : perspective ?? "Regular";
    }

    private List<FileOrder> ReadFiles(JsonFields body)
    {
        var files = new List<FileOrder>();
        foreach (var item in body.OptionalArray("files", uploads.MaxFilesPerGroup) ?? default)
        {
            files.Add(ReadFile(item, $"files[{files.Count}]"));
        }

        return files.Count > 0 ? files : throw JsonFields.Refused("no_files", "files must list at least one file.");
    }

    private FileOrder ReadFile(System.Text.Json.JsonElement item, string where)
    {
        if (item.ValueKind != System.Text.Json.JsonValueKind.Object)
        {
            throw JsonFields.Refused("invalid_field", $"{where} must be an object with fileName, fileRole and sizeBytes.");
        }

        var fields = new JsonFields(item, where + ".");
        fields.RefuseOthersThan("fileName", "fileRole", "sizeBytes", "languageTag");
        var role = SpatialGenRole.Find(fields.String("fileRole"))
            ?? throw JsonFields.Refused("unknown_role", $"{where}.fileRole must be one of {string.Join(", ", SpatialGenRole.All.Select(known => known.Name))}.");
        var name = DisplayText.FileName($"{where}.fileName", fields.String("fileName"));
        var extension = role.ExtensionOf(name)
            ?? throw JsonFields.Refused("unsupported_type", $"{where}.fileName must end in {string.Join(", ", role.Extensions)} for the role {role.Name}.");
        var plan = PartPlan.Cut(fields.PositiveInteger("sizeBytes"), uploads.PartBytes, profile);
        return new FileOrder(name, role.Name, ReadLanguage(fields, role, where), SpatialGenRole.MediaTypeOf(extension), extension, plan);
    }

    private string? ReadLanguage(JsonFields fields, SpatialGenRole role, string where)
    {
        // Lower-cased before validation ("Start Upload Group").
        var tag = fields.OptionalString("languageTag")?.ToLowerInvariant();
        if (!role.TakesLanguage)
        {
            return tag is null ? null : throw JsonFields.Refused("language_not_allowed", $"{where}.languageTag must be left out for the role {role.Name}.");
        }

        if (tag is null)
        {
            throw JsonFields.Refused("language_required", $"{where}.languageTag is missing; the role {role.Name} needs it.");
        }

        return SpatialGenLanguages.Contains(tag, role) || options.ExtraLanguages.Contains(tag)
            ? tag
            : throw JsonFields.Refused("unknown_language", $"{where}.languageTag is not a language tag that is taken here, such as en (not en-US){(role.Name == "audio" ? ", or zxx for instrumental" : "")}.");
    }

    private static void RefuseWrongCast(string layout, List<FileOrder> files)
    {
        int Count(string role) => files.Count(file => file.Role == role);

        if (layout == "Separate")
        {
            Refuse(Count("video_left") != 1 || Count("video_right") != 1, "separate_needs_both_eyes", "Layout Separate needs exactly one video_left and exactly one video_right.");
            Refuse(Count("video") != 0, "separate_takes_no_video", "Layout Separate takes no file of the role video.");
        }
        else
        {
            Refuse(Count("video_left") + Count("video_right") != 0, "eyes_need_separate", $"Layout {layout} takes no video_left or video_right; use layout Separate.");
            Refuse(Count("video") != 1, "one_video_needed", $"Layout {layout} needs exactly one file of the role video; there are {Count("video")}.");
        }

        Refuse(Count("aime") > 1, "one_aime_at_most", "A group takes one aime file at the most.");
        Refuse(Count("fcpxmld") > 1, "one_fcpxmld_at_most", "A group takes one fcpxmld file at the most.");
        var needsMetadata = layout == "AIV" && files.Any(file => file.Role == "video" && file.ObjectExtension != ".aivu");
        Refuse(needsMetadata && (Count("aime") == 0 || Count("fcpxmld") == 0), "aiv_needs_metadata", "Layout AIV needs a video that ends in .aivu, or both an aime and an fcpxmld file.");
    }

    private static void Refuse(bool broken, string code, string message)
    {
        if (broken)
        {
            throw JsonFields.Refused(code, message);
        }
    }

    private static string OneOf(string field, string value, string[] words) =>
        words.Contains(value, StringComparer.Ordinal) ? value : throw JsonFields.Refused($"unknown_{field}", $"{field} must be one of {string.Join(", ", words)}.");
}
