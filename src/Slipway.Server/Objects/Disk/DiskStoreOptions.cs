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
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>How old an upload must be before the sweeper may take it for abandoned, when the catalog does not know it. Default 24 hours; at least 1 hour.</summary>
    public TimeSpan OrphanGrace { get; set; } = TimeSpan.FromHours(24);
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
