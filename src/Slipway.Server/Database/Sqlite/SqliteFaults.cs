using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Slipway.Core.Uploads;
using static SQLitePCL.raw;

namespace Slipway.Server.Database.Sqlite;

/// <summary>
/// Turns SQLite's failures into refusals, and remembers what is wrong with the database until a write succeeds. After a failed sync or a found
/// corruption it stays wrong until a restart: what reached the disk is not known any more, and starting again reads it anew.
/// </summary>
internal sealed partial class SqliteFaults(ILogger logger)
{
    private volatile string? _failure;
    private volatile bool _final;

    public string? Failure => _failure;

    /// <exception cref="UploadRefusedException">Nothing may be written until a restart.</exception>
    public void RefuseWhenFinal()
    {
        if (_final)
        {
            throw new UploadRefusedException(Unusable);
        }
    }

    public void WriteSucceeded()
    {
        if (_failure is not null && !_final)
        {
            _failure = null;
            LogRecovered();
        }
    }

    /// <returns>The refusal that the failure amounts to, or the failure itself where it is a fault of ours.</returns>
    public Exception Explain(Exception failure)
    {
        if (failure is not SqliteException sqlite)
        {
            return failure;
        }

        var error = sqlite.SqliteErrorCode switch
        {
            SQLITE_FULL => Remember(sqlite, "The disk that holds the catalog is full.", final: false, Full),
            SQLITE_IOERR => Remember(sqlite, "The catalog's disk fails.", final: IsLostSync(sqlite.SqliteExtendedErrorCode), Unusable),
            SQLITE_CORRUPT or SQLITE_NOTADB => Remember(sqlite, "The catalog's file is damaged.", final: true, Unusable),
            SQLITE_READONLY or SQLITE_CANTOPEN or SQLITE_PERM => Remember(sqlite, "The catalog's file cannot be written.", final: false, Unusable),
            SQLITE_BUSY or SQLITE_LOCKED => UploadError.Unavailable("The catalog is busy with another program's write."),
            SQLITE_NOMEM or SQLITE_INTERRUPT or SQLITE_PROTOCOL => UploadError.Unavailable("The catalog could not be used just now."),
            _ => null,
        };

        return error is null ? failure : new UploadRefusedException(error);
    }

    private static UploadError Full { get; } =
        new(Refusal.InsufficientStorage, "insufficient_storage", "There is no room for the catalog to grow. Free space, then try again.");

    private static UploadError Unusable { get; } = UploadError.Unavailable("The catalog cannot be written; the server's log says why.");

    private static bool IsLostSync(int extended) => extended is SQLITE_IOERR_FSYNC or SQLITE_IOERR_DIR_FSYNC;

    private UploadError Remember(SqliteException failure, string what, bool final, UploadError error)
    {
        _final |= final;
        if (_failure != what)
        {
            _failure = what;
            LogFailed(what, failure.SqliteErrorCode, failure.SqliteExtendedErrorCode, _final, failure);
        }

        return error;
    }

    [LoggerMessage(EventId = 3001, EventName = "catalog.failed", Level = LogLevel.Critical,
        Message = "{What} SQLite says {Code}/{Extended}. Until a restart: {Final}.")]
    private partial void LogFailed(string what, int code, int extended, bool final, Exception failure);

    [LoggerMessage(EventId = 3002, EventName = "catalog.recovered", Level = LogLevel.Warning, Message = "The catalog can be written again.")]
    private partial void LogRecovered();
}
