using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Core.Access;
using Slipway.Core.Library;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;
using Slipway.Server.Database.Sqlite;
using Slipway.Server.Health;

namespace Slipway.Server.Database;

/// <summary>The catalog, the library and the keys, in one database.</summary>
internal static class DatabaseFeature
{
    /// <summary>The file that SQLite keeps in the data folder.</summary>
    private const string SqliteFile = "slipway.db";

    /// <summary>Where the catalog of a data folder lies.</summary>
    public static string FileIn(SlipwaySettings settings) => Path.Combine(settings.Data, SqliteFile);

    public static void AddDatabase(this IServiceCollection services, SlipwaySettings settings)
    {
        services.AddSingleton<SqlFlavor>(provider => new SqliteFlavor(
            FileIn(settings),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteFlavor>>()));
        services.AddSingleton<ICatalog, SqlCatalog>();
        services.AddSingleton<ILibrary, SqlLibrary>();
        services.AddSingleton<IKeyStore, SqlKeyStore>();
        services.AddSingleton(provider =>
        {
            var flavor = provider.GetRequiredService<SqlFlavor>();
            return new Need("catalog", () => flavor.Name, () => flavor.Failure);
        });
    }

    /// <summary>To be awaited before the port opens.</summary>
    /// <exception cref="DatabaseRefusedException">The database cannot be used as it is.</exception>
    public static Task OpenDatabaseAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<SqlFlavor>().OpenAsync(ct);
}
