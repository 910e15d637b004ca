using Microsoft.Extensions.Configuration;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.SpatialGen;
using Slipway.Server.Objects.Disk;

namespace Slipway.Server.Configuration;

/// <summary>Everything that can be set, under <c>Slipway</c> in the configuration. docs/configuration.md lists the keys.</summary>
public sealed class SlipwaySettings
{
    /// <summary>The folder that holds the catalog, the objects and the signing secret. Default <c>./slipway-data</c>.</summary>
    public required string Data { get; init; }

    /// <summary>Where to listen; several are separated by semicolons. Default <c>http://127.0.0.1:8080</c>.</summary>
    public required string Urls { get; init; }

    /// <summary>The origin at which clients reach us, for the URLs that we sign. Default: the one that a client used for its call.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>
    /// Origins whose pages may call us (<c>https://app.example.com</c>), compared exactly. Default none, which lets every page do so that holds a key
    /// or a signed URL: these are the authority, and no cookie or other credential is looked at or allowed.
    /// </summary>
    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required UploadsOptions Uploads { get; init; }

    public required SpatialGenOptions SpatialGen { get; init; }

    public required DiskStoreOptions Disk { get; init; }

    /// <exception cref="SettingsFaultException">Something is wrong; every fault is named.</exception>
    public static SlipwaySettings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration.GetSection("Slipway"));
        var allowedOrigins = ReadOrigins(reader);
        var settings = new SlipwaySettings
        {
            Data = Path.GetFullPath(reader.Text("Data", "./slipway-data")),
            Urls = ReadUrls(reader),
            PublicUrl = reader.Origin("PublicUrl"),
            AllowedOrigins = allowedOrigins,
            Uploads = ReadUploads(reader),
            SpatialGen = new SpatialGenOptions { ExtraLanguages = [.. reader.List("SpatialGen:ExtraLanguages").Select(tag => tag.ToLowerInvariant())] },
            Disk = DiskSettings.Read(reader, allowedOrigins),
        };

        if (configuration["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] is { } trusted && bool.TryParse(trusted, out var trusts) && trusts)
        {
            reader.Fault("(ASPNETCORE_FORWARDEDHEADERS_ENABLED)", trusted, "unset: it trusts forwarded headers from everybody; set Slipway:PublicUrl instead", 0);
        }

        return reader.Faults() is { Count: > 0 } faults ? throw new SettingsFaultException(faults) : settings;
    }

    private static string ReadUrls(SettingsReader reader)
    {
        var urls = reader.Text("Urls", "http://127.0.0.1:8080");
        foreach (var url in urls.Split(';'))
        {
            if (!Uri.TryCreate(url.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
                || uri is not { Scheme: "http" or "https", PathAndQuery: "/" })
            {
                reader.Fault("Urls", url, "an address to listen at, such as http://0.0.0.0:8080", 0);
            }
        }

        return urls;
    }

    private static IReadOnlyList<string> ReadOrigins(SettingsReader reader)
    {
        var origins = reader.List("AllowedOrigins");
        foreach (var origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || origin != uri.GetLeftPart(UriPartial.Authority))
            {
                reader.Fault("AllowedOrigins", origin, "an origin such as https://app.example.com, without a path", 0);
            }
        }

        return origins;
    }

    private static UploadsOptions ReadUploads(SettingsReader reader)
    {
        var defaults = new UploadsOptions();
        return new UploadsOptions
        {
            GroupLife = reader.Time("Uploads:GroupLife", defaults.GroupLife, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
            UrlLife = reader.Time("Uploads:UrlLife", defaults.UrlLife, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            PartBytes = reader.Integer("Uploads:PartBytes", defaults.PartBytes, 5L << 20, 5L << 30),
            MaxFilesPerGroup = (int)reader.Integer("Uploads:MaxFilesPerGroup", defaults.MaxFilesPerGroup, 1, 10_000),
            CompletionLease = reader.Time("Uploads:CompletionLease", defaults.CompletionLease, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)),
        };
    }
}
