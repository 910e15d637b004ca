using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Slipway.Server.Database;

/// <summary>
/// Ids: a native type where the database has one; in SQLite lower-case text, which sorts as the id does (the provider's own upper case would
/// not match ids that were written by hand).
/// </summary>
internal sealed class IdHandler : SqlMapper.TypeHandler<Guid>
{
    public override void SetValue(IDbDataParameter parameter, Guid value) =>
        parameter.Value = parameter is SqliteParameter ? value.ToString("D") : value;

    public override Guid Parse(object value) => value is Guid id ? id : Guid.ParseExact((string)value, "D");
}
