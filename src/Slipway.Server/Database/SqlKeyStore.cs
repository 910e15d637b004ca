using System.Data.Common;
using Dapper;
using Slipway.Core.Access;

namespace Slipway.Server.Database;

/// <summary>API keys in the catalog's database. Nothing is kept in memory: a key that another program revokes is refused at once.</summary>
internal sealed class SqlKeyStore(SqlFlavor flavor) : IKeyStore
{
    private const string Columns = "id, project, role, name, secret_hash, created_at, expires_at, revoked_at";
    private const string Insert =
        $"INSERT INTO api_keys ({Columns}) VALUES (@Id, @Project, @Role, @Name, @SecretHash, @CreatedAt, @ExpiresAt, @RevokedAt)";
    private const string Select = $"SELECT {Columns} FROM api_keys WHERE id = @Id";
    private const string SelectAll = $"SELECT {Columns} FROM api_keys ORDER BY created_at, id";
    private const string Revoke = "UPDATE api_keys SET revoked_at = @At WHERE id = @Id AND revoked_at IS NULL";
    private const string Rotate = "UPDATE api_keys SET secret_hash = @SecretHash WHERE id = @Id AND revoked_at IS NULL";

    public Task AddAsync(ApiKey key, CancellationToken ct)
    {
        var row = new
        {
            key.Id,
            key.Project,
            Role = StoredNames.Of(key.Role),
            key.Name,
            SecretHash = key.SecretHash.ToArray(),
            CreatedAt = Instants.Write(key.CreatedAt),
            ExpiresAt = Instants.Write(key.ExpiresAt),
            RevokedAt = Instants.Write(key.RevokedAt),
        };
        return flavor.WriteAsync(database => database.ExecuteAsync(Insert, row), ct);
    }

    public Task<ApiKey?> FindAsync(string id, CancellationToken ct) => flavor.ReadAsync(
        database => database.FirstAsync(Select, new { Id = id }, Read),
        ct);

    public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => flavor.ReadAsync<IReadOnlyList<ApiKey>>(
        async database => await database.ListAsync(SelectAll, null, Read),
        ct);

    public Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken ct) => flavor.WriteAsync(
        async database => await database.ExecuteAsync(Revoke, new { Id = id, At = Instants.Write(at) }) == 1,
        ct);

    public Task<bool> RotateAsync(string id, ReadOnlyMemory<byte> secretHash, CancellationToken ct) => flavor.WriteAsync(
        async database => await database.ExecuteAsync(Rotate, new { Id = id, SecretHash = secretHash.ToArray() }) == 1,
        ct);

    private static ApiKey Read(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), StoredNames.Read<Role>(row.GetString(2)), row.Text(3), row.Bytes(4), row.Instant(5), row.InstantOrNull(6), row.InstantOrNull(7));
}
