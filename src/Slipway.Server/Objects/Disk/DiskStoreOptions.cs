using Slipway.Server.Objects.Disk.Syncing;

namespace Slipway.Server.Objects.Disk;

/// <summary>The embedded disk store: section <c>Storage:Disk</c>.</summary>
public sealed class DiskStoreOptions
{
    public const string Section = "Storage:Disk";

    /// <summary>The first segment of the path of every signed URL. Default <c>slipway</c>; 3 to 63 of <c>a-z 0-9 -</c>, as S3 names buckets.</summary>
    public string Bucket { get; set; } = "slipway";

    /// <summary>The region that is signed. Default <c>us-east-1</c>; it names no place, and must only be the same on both sides.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>
    /// The origin at which clients reach this server (<c>https://uploads.example.com</c>), and which their URLs are signed for. Default: the origin
    /// that asked for the URLs.
    /// </summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>What an acknowledgement promises. Default <c>strict</c>.</summary>
    public Durability Durability { get; set; } = Durability.Strict;

    /// <summary>What a part's ETag is made of. Default <c>crc64nvme</c>; a digest costs most of a core per gigabyte a second.</summary>
    public PartChecksum Checksum { get; set; } = PartChecksum.Crc64Nvme;

    /// <summary>
    /// Free bytes on the volume below which no new part is taken (507). Default: 1 GiB or 2 % of the volume, whichever is more, and never more than
    /// a quarter of it. 0 fills the disk.
    /// </summary>
    public long? MinFreeBytes { get; set; }

    /// <summary>PUTs at one time, in all; one more is answered 503 SlowDown. Default 512; at least 1.</summary>
    public int MaxConcurrentPuts { get; set; } = 512;

    /// <summary>PUTs at one time into one upload. Default 64; at least 1.</summary>
    public int MaxConcurrentPutsPerUpload { get; set; } = 64;

    /// <summary>Bytes per second below which a body counts as stalled (408), averaged after <see cref="MinBodyRateGrace"/>. Default 8,192; 0 waits for ever.</summary>
    public int MinBodyBytesPerSecond { get; set; } = 8192;

    /// <summary>How long a body may be slower than that. Default 30 seconds; more than 1 second.</summary>
    public TimeSpan MinBodyRateGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Origins whose pages may upload and read (<c>https://app.example.com</c>), compared exactly. Default none, which lets every page that holds a
    /// signed URL use it: the URL is the authority, and no cookie or other credential is looked at or allowed.
    /// </summary>
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>How old an upload must be before the sweeper may take it for abandoned, when the catalog does not know it. Default 24 hours; at least 1 hour.</summary>
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromHours(24);

    /// <returns>Everything that is wrong, each with its key and value.</returns>
    internal IEnumerable<string> Faults()
    {
        if (Bucket.Length is < 3 or > 63 || !Bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return Fault(nameof(Bucket), Bucket, "it must be 3 to 63 of a-z 0-9 -");
        }

        if (Region.Length is < 1 or > 64 || !Region.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            yield return Fault(nameof(Region), Region, "it must be 1 to 64 letters, digits and hyphens");
        }

        if (PublicUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/"))
        {
            yield return Fault(nameof(PublicUrl), url, "it must be an origin, such as https://uploads.example.com");
        }

        if (MinFreeBytes < 0)
        {
            yield return Fault(nameof(MinFreeBytes), MinFreeBytes, "it must be 0 or more");
        }

        if (MaxConcurrentPuts < 1)
        {
            yield return Fault(nameof(MaxConcurrentPuts), MaxConcurrentPuts, "it must be at least 1");
        }

        if (MaxConcurrentPutsPerUpload < 1)
        {
            yield return Fault(nameof(MaxConcurrentPutsPerUpload), MaxConcurrentPutsPerUpload, "it must be at least 1");
        }

        if (MinBodyBytesPerSecond < 0)
        {
            yield return Fault(nameof(MinBodyBytesPerSecond), MinBodyBytesPerSecond, "it must be 0 or more");
        }

        if (MinBodyRateGrace <= TimeSpan.FromSeconds(1))
        {
            yield return Fault(nameof(MinBodyRateGrace), MinBodyRateGrace, "it must be more than 1 second");
        }

        if (OrphanGrace < TimeSpan.FromHours(1))
        {
            yield return Fault(nameof(OrphanGrace), OrphanGrace, "it must be at least 1 hour");
        }

        foreach (var origin in AllowedOrigins.Where(origin => !IsOrigin(origin)))
        {
            yield return Fault(nameof(AllowedOrigins), origin, "it must be an origin, such as https://app.example.com, without a path");
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text == uri.GetLeftPart(UriPartial.Authority);

    private static string Fault(string name, object? value, string rule) => $"{Section}:{name}: is {value}; {rule}.";
}

/// <summary>What a part's ETag is made of. The CRC-64/NVME is kept of every part, whatever its ETag.</summary>
public enum PartChecksum
{
    /// <summary><c>&lt;16 hex digits&gt;-&lt;length&gt;</c>.</summary>
    Crc64Nvme,

    /// <summary>32 hex digits, as S3 answers for unencrypted parts.</summary>
    Md5,

    /// <summary>64 hex digits.</summary>
    Sha256,
}
