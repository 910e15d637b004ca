using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core;
using Slipway.Core.Access;
using Slipway.Core.Library;
using Slipway.Core.Uploads;
using Slipway.Server.Configuration;
using Slipway.Server.Database;
using Slipway.Tests.Support;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Database;

public sealed class DatabaseFeatureTests
{
    [Fact]
    public async Task The_ports_work_once_the_database_was_opened_and_lie_in_the_data_folder()
    {
        using var folder = new TempFolder();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Slipway:Data", folder.Path)]).Build();
        var parts = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new FakeTime()).AddSingleton<Randomness>(new SeededRandomness());
        parts.AddDatabase(SlipwaySettings.Read(settings));
        await using var services = parts.BuildServiceProvider();

        await services.OpenDatabaseAsync(Ct);

        Assert.Empty(await services.GetRequiredService<ICatalog>().FindOverdueAsync(default, 1, Ct));
        Assert.Empty(await services.GetRequiredService<ILibrary>().ListAsync(Project, null, 1, Ct));
        Assert.Empty(await services.GetRequiredService<IKeyStore>().ListAsync(Ct));
        Assert.True(File.Exists(folder.File("slipway.db")));
    }
}
