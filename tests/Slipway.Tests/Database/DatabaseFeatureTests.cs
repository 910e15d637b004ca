using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Slipway.Core;
using Slipway.Core.Access;
using Slipway.Core.Library;
using Slipway.Core.Uploads;
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
        await using var services = Services(folder, []);

        await services.OpenDatabaseAsync(Ct);

        Assert.Empty(await services.GetRequiredService<ICatalog>().FindOverdueAsync(default, 1, Ct));
        Assert.Empty(await services.GetRequiredService<ILibrary>().ListAsync(Project, null, 1, Ct));
        Assert.Empty(await services.GetRequiredService<IKeyStore>().ListAsync(Ct));
        Assert.True(File.Exists(folder.File("slipway.db")));
    }

    [Fact]
    public void A_provider_that_does_not_exist_is_refused_with_its_key_and_value()
    {
        using var folder = new TempFolder();
        using var services = Services(folder, new Dictionary<string, string?> { ["Database:Provider"] = "oracle" });

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DatabaseOptions>>().Value);

        Assert.Contains("Database:Provider: is oracle", refused.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(TempFolder folder, Dictionary<string, string?> settings) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(new FakeTime())
        .AddSingleton<Randomness>(new SeededRandomness())
        .AddDatabase(new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Database"), folder.Path)
        .BuildServiceProvider();
}
