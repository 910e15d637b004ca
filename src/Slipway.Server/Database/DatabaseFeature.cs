using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Slipway.Core.Access;
using Slipway.Core.Library;
using Slipway.Core.Uploads;
using Slipway.Server.Database.Sqlite;

namespace Slipway.Server.Database;

/// <summary>The catalog, the library and the keys, in one database.</summary>
internal static class DatabaseFeature
{
    /// <param name="section">The section "Database".</param>
    /// <param name="dataFolder">Where SQLite's file lies; it must exist when the database is opened.</param>
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration section, string dataFolder)
    {
        services.AddOptions<DatabaseOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DatabaseOptions>, DatabaseOptions.Validator>();
        services.AddSingleton<SqlFlavor>(provider => new SqliteFlavor(
            Path.Combine(dataFolder, DatabaseOptions.SqliteFile),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteFlavor>>()));
        services.AddSingleton<ICatalog, SqlCatalog>();
        services.AddSingleton<ILibrary, SqlLibrary>();
        services.AddSingleton<IKeyStore, SqlKeyStore>();
        return services;
    }

    /// <summary>To be awaited before the port opens.</summary>
    /// <exception cref="DatabaseRefusedException">The database cannot be used as it is.</exception>
    public static Task OpenDatabaseAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetRequiredService<SqlFlavor>().OpenAsync(ct);
}
