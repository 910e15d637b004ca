using System.Data.Common;
using Dapper;

namespace Slipway.Server.Database;

/// <summary>
/// Reads rows by the places of their columns. Mapping them by name costs more than finding them: it asks the provider for the name and type of
/// every column, for every query. (Disposed with <c>using</c>: Dapper's reader, disposed with <c>await using</c>, forgets its command.)
/// </summary>
internal static class Rows
{
    public static async Task<List<T>> ListAsync<T>(this DbConnection database, string sql, object? parameters, Func<DbDataReader, T> read)
    {
        using var rows = await database.ExecuteReaderAsync(sql, parameters);
        var list = new List<T>();
        while (await rows.ReadAsync())
        {
            list.Add(read(rows));
        }

        return list;
    }

    public static async Task<T?> FirstAsync<T>(this DbConnection database, string sql, object? parameters, Func<DbDataReader, T> read)
    {
        using var rows = await database.ExecuteReaderAsync(sql, parameters);
        return await rows.ReadAsync() ? read(rows) : default;
    }

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static long? Number(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    public static byte[]? Bytes(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Instant(this DbDataReader row, int column) => Instants.Read(row.GetInt64(column));

    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int column) => Instants.Read(row.Number(column));
}
