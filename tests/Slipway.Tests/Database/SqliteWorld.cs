using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Server.Database.Sqlite;
using Slipway.Tests.Contracts;
using Slipway.Tests.Support;

namespace Slipway.Tests.Database;

internal static class SqliteWorld
{
    public static async Task<CatalogWorld> StartAsync()
    {
        var folder = new TempFolder();
        var flavor = Flavor(folder);
        await flavor.OpenAsync(CatalogWorld.Ct);
        return new CatalogWorld(flavor, folder);
    }

    public static SqliteFlavor Flavor(TempFolder folder) => new(folder.File("slipway.db"), new FakeTime(), NullLogger<SqliteFlavor>.Instance);
}
