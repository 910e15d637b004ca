using System.Globalization;
using Slipway.Core.Objects;

namespace Slipway.Server.Objects.Disk;

/// <summary>Where everything lies under the data folder. Only validated keys and ids become paths.</summary>
internal sealed class DiskLayout(string dataFolder)
{
    public const string JournalName = "journal";
    public const string DataName = "data";

    public string DataFolder { get; } = Path.GetFullPath(dataFolder);

    public string Store => Path.Combine(DataFolder, "store");

    /// <summary>Finished objects, each a plain file under its key.</summary>
    public string Objects => Path.Combine(Store, "objects");

    /// <summary>One folder for every upload that was started and neither completed nor aborted.</summary>
    public string Uploads => Path.Combine(Store, "multipart");

    /// <summary>Folders on their way out: one rename takes an upload away, whatever its size; the rest may take its time.</summary>
    public string Trash => Path.Combine(Store, "trash");

    public string ObjectPath(ObjectKey key) => Path.Combine(Objects, key.Text);

    public string UploadFolder(string uploadId) => Path.Combine(Uploads, uploadId);

    public string TrashFolder(string uploadId) => Path.Combine(Trash, uploadId);

    /// <summary>The file of a part that is not in its slot.</summary>
    public static string PartName(int number, int generation) =>
        string.Create(CultureInfo.InvariantCulture, $"part.{number}.{generation}");

    /// <summary>Whether a text can be an upload id: it comes from URLs, and becomes a path.</summary>
    public static bool IsUploadId(string text) => text.Length is >= 16 and <= 64 && text.All(char.IsAsciiLetterOrDigit);
}
