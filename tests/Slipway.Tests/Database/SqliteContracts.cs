using Slipway.Tests.Contracts;

namespace Slipway.Tests.Database;

public sealed class SqliteCatalogTests : CatalogContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}

public sealed class SqliteHandOverTests : HandOverContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}

public sealed class SqliteListTests : CatalogListContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}

public sealed class SqliteSweepTests : CatalogSweepContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}

public sealed class SqliteLibraryTests : LibraryContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}

public sealed class SqliteKeyStoreTests : KeyStoreContract
{
    private protected override Task<CatalogWorld> StartAsync() => SqliteWorld.StartAsync();
}
