using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Slipway.Core.Uploads;

namespace Slipway.Server.Database.Sqlite;

/// <summary>
/// SQLite in one file: write-ahead log and <c>synchronous=FULL</c>, so that what was answered survives a power cut (with NORMAL it does not).
/// Another program may use the file beside this one.
/// </summary>
internal sealed partial class SqliteFlavor(string path, TimeProvider time, ILogger<SqliteFlavor> logger) : SqlFlavor
{
    /// <summary>How long to wait for another program's write, in milliseconds.</summary>
    private const int BusyTimeout = 10_000;

    private readonly SqliteFaults _faults = new(logger);
    private SqliteWriter? _writer;
    private SqliteReaders? _readers;

    public override string Name => "SQLite";

    public override string LockRow => "";

    public override string? Failure => _faults.Failure;

    public override async Task OpenAsync(CancellationToken ct)
    {
        var library = SqliteLibrary.Load();
        CreateFile();
        try
        {
            _writer = new SqliteWriter(Open(readOnly: false), _faults);
            _readers = new SqliteReaders(() => Open(readOnly: true), _faults);
            var applied = await WriteAsync(database => new Migrator(Migration.All, time).ApplyAsync(this, database), ct);
            var migrations = applied.Count == 0 ? "none" : string.Join(", ", applied);
            var version = SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
            LogOpened(version, library, path, migrations);
        }
        catch (Exception failure)
        {
            await DisposeAsync();
            if (failure is SqliteException or UploadRefusedException)
            {
                throw new DatabaseRefusedException($"The database {path} cannot be used: {failure.Message}", failure);
            }

            throw;
        }
    }

    public override Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct) => Opened(_writer).RunAsync(work, ct);

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Opened(_readers).RunAsync(work);
    }

    public override string Render(string migration) => migration
        .Replace("{uuid}", "text", StringComparison.Ordinal)
        .Replace("{bytes}", "blob", StringComparison.Ordinal)
        .Replace("{identity}", "integer PRIMARY KEY AUTOINCREMENT", StringComparison.Ordinal);

    public override Task<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken ct) => ReadAsync<IReadOnlyList<string>>(
        async database =>
        {
            var found = await database.QueryAsync<string>("PRAGMA integrity_check");
            var orphans = await database.QueryAsync<string>("SELECT 'row ' || rowid || ' of ' || \"table\" || ' refers to a missing row of ' || parent FROM pragma_foreign_key_check");
            return [.. found.Where(line => line != "ok"), .. orphans];
        },
        ct);

    public override async ValueTask DisposeAsync()
    {
        _readers?.Dispose();
        if (_writer is { } writer)
        {
            await writer.DisposeAsync();
        }
    }

    private static T Opened<T>(T? part) => part ?? throw new InvalidOperationException("The database was not opened.");

    /// <summary>Only the owner may read it: it holds key hashes and names of files. SQLite gives its side files the same rights.</summary>
    private void CreateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseRefusedException($"The database {path} cannot be opened: {failure.Message}", failure);
        }
    }

    private PreparedConnection Open(bool readOnly)
    {
        var connection = new PreparedConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false, // the provider's pool would hand out connections whose settings were not asserted
            DefaultTimeout = BusyTimeout / 1000,
        }.ConnectionString);
        try
        {
            connection.Open();
            SqlitePragmas.Apply(connection, BusyTimeout, readOnly);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    [LoggerMessage(EventId = 3000, EventName = "catalog.opened", Level = LogLevel.Information,
        Message = "Catalog: SQLite {Version} ({Library}), {Path}; migrations applied: {Migrations}.")]
    private partial void LogOpened(string version, string library, string path, string migrations);
}
