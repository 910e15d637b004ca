using Slipway.Server.Objects.Disk;

namespace Slipway.Server.Configuration;

/// <summary>Reads the section <c>Storage:Disk</c>.</summary>
internal static class DiskSettings
{
    public static DiskStoreOptions Read(SettingsReader reader, IReadOnlyList<string> allowedOrigins)
    {
        static string Key(string name) => $"{DiskStoreOptions.Section}:{name}";
        var defaults = new DiskStoreOptions();
        return new DiskStoreOptions
        {
            Bucket = ReadBucket(reader, defaults.Bucket),
            Durability = reader.OneOf(Key(nameof(defaults.Durability)), defaults.Durability),
            Checksum = reader.OneOf(Key(nameof(defaults.Checksum)), defaults.Checksum),
            MinFreeBytes = reader.OptionalInteger(Key(nameof(defaults.MinFreeBytes)), 0, long.MaxValue),
            MaxConcurrentPuts = (int)reader.Integer(Key(nameof(defaults.MaxConcurrentPuts)), defaults.MaxConcurrentPuts, 1, 100_000),
            MaxConcurrentPutsPerUpload = (int)reader.Integer(Key(nameof(defaults.MaxConcurrentPutsPerUpload)), defaults.MaxConcurrentPutsPerUpload, 1, 100_000),
            MinBodyBytesPerSecond = (int)reader.Integer(Key(nameof(defaults.MinBodyBytesPerSecond)), defaults.MinBodyBytesPerSecond, 0, int.MaxValue),
            MinBodyRateGrace = reader.Time(Key(nameof(defaults.MinBodyRateGrace)), defaults.MinBodyRateGrace, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1)),
            AllowedOrigins = allowedOrigins,
            OrphanGrace = reader.Time(Key(nameof(defaults.OrphanGrace)), defaults.OrphanGrace, TimeSpan.FromHours(1), TimeSpan.FromDays(365)),
        };
    }

    private static string ReadBucket(SettingsReader reader, string otherwise)
    {
        const string Bucket = $"{DiskStoreOptions.Section}:{nameof(DiskStoreOptions.Bucket)}";
        var bucket = reader.Text(Bucket, otherwise);
        var fits = bucket.Length is >= 3 and <= 63 && bucket is not ("api" or "health") && bucket.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
        return fits ? bucket : reader.Fault(Bucket, bucket, "3 to 63 of a-z 0-9 -, and not api or health", otherwise);
    }
}
