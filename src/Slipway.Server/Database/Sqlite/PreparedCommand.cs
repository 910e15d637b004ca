using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Slipway.Server.Database.Sqlite;

/// <summary>A command that borrows the compiled statement of its text from its connection, from the text's arrival until it is disposed.</summary>
internal sealed class PreparedCommand(PreparedConnection connection) : DbCommand
{
    private SqliteCommand? _borrowed;

    [AllowNull]
    public override string CommandText
    {
        get => _borrowed?.CommandText ?? "";
        set
        {
            var before = _borrowed;
            _borrowed = connection.Rent(value ?? "");
            if (before is not null)
            {
                // Dapper writes the text anew, after the parameters, where a list stands in it.
                foreach (SqliteParameter parameter in before.Parameters)
                {
                    _borrowed.Parameters.Add(parameter);
                }

                connection.Return(before);
            }
        }
    }

    public override int CommandTimeout
    {
        get => Borrowed.CommandTimeout;
        set => Borrowed.CommandTimeout = value;
    }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set => Borrowed.CommandType = value;
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("A prepared command stays with its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => Borrowed.Parameters;

    // Transactions are begun and ended by statements: a command has none to name.
    protected override DbTransaction? DbTransaction { get; set; }

    private SqliteCommand Borrowed => _borrowed ?? throw new InvalidOperationException("The command has no text yet.");

    public override void Cancel()
    {
        // SQLite's provider cannot cancel, and what runs here is short.
    }

    public override int ExecuteNonQuery() => Named().ExecuteNonQuery();

    public override object? ExecuteScalar() => Named().ExecuteScalar();

    public override void Prepare() => Borrowed.Prepare();

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Named().ExecuteReader(behavior);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            GiveBack();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Gives every parameter its full name. Dapper leaves the mark off; the provider then looks for the bare name first, and again with each mark
    /// it knows: two thirds of what binding costs.
    /// </summary>
    private SqliteCommand Named()
    {
        foreach (SqliteParameter parameter in Borrowed.Parameters)
        {
            parameter.ParameterName = connection.FullName(parameter.ParameterName);
        }

        return Borrowed;
    }

    private void GiveBack()
    {
        if (_borrowed is { } borrowed)
        {
            _borrowed = null;
            connection.Return(borrowed);
        }
    }
}
