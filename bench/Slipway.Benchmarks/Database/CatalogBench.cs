using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Core;
using Slipway.Core.Access;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Database;
using Slipway.Server.Database.Sqlite;

namespace Slipway.Benchmarks.Database;

/// <summary>
/// Durable starts of uploads per second beside a bare loop of inserts on the same disk in the same run, round by round in turn: the ratio says
/// what the catalog costs, whatever the machine.
/// </summary>
public static class CatalogBench
{
    private const int Rounds = 5;
    private const int Callers = 64;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1.5);
    private static readonly GroupAddress Nobody = new("acme", "spatialgen", Guid.Empty);

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-");
        try
        {
            await using var flavor = new SqliteFlavor(Path.Combine(folder.FullName, "slipway.db"), TimeProvider.System, NullLogger<SqliteFlavor>.Instance);
            await flavor.OpenAsync(CancellationToken.None);
            using var bare = new BareInserts(Path.Combine(folder.FullName, "bare.db"));
            await RunAsync(output, flavor, bare);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task RunAsync(TextWriter output, SqlFlavor flavor, BareInserts bare)
    {
        var catalog = new SqlCatalog(flavor, TimeProvider.System, Randomness.System);
        var keys = new SqlKeyStore(flavor);
        var known = await catalog.AddAsync(NewGroup(), null, CancellationToken.None);
        await keys.AddAsync(new ApiKey("bench", "acme", Role.Upload, null, new byte[32], known.CreatedAt, null, null), CancellationToken.None);
        using var oneAtATime = new SemaphoreSlim(1);

        (string Name, int Callers, Func<Task> Once)[] cases =
        [
            ("bare insert, a transaction each", 1, bare.OnceAsync),
            ("start a group of one file", 1, () => catalog.AddAsync(NewGroup(), null, CancellationToken.None)),
            ("the same, a transaction each", Callers, () => AloneAsync(oneAtATime, catalog)),
            ("the same, commits shared", Callers, () => catalog.AddAsync(NewGroup(), null, CancellationToken.None)),
            ("change a file of a group", 1, () => RaiseFenceAsync(catalog, known.Address)),
            ("find a group", 1, () => catalog.FindAsync(known.Address, CancellationToken.None)),
            ("find no group", 1, () => catalog.FindAsync(Nobody, CancellationToken.None)),
            ("find a key", 1, () => keys.FindAsync("bench", CancellationToken.None)),
        ];

        var rates = cases.Select(_ => new List<double>()).ToArray();
        var costs = cases.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < cases.Length; i++)
            {
                var (rate, cost) = await RateAsync(cases[i].Callers, cases[i].Once);
                if (round >= 0) // the first round warms up
                {
                    rates[i].Add(rate);
                    costs[i].Add(cost);
                }
            }
        }

        await output.WriteLineAsync($"{flavor.Name}; per second, min / median / max of {Rounds} rounds of {Round.TotalSeconds} s; CPU µs each, median");
        for (var i = 0; i < cases.Length; i++)
        {
            rates[i].Sort();
            costs[i].Sort();
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{cases[i].Name,-34} c{cases[i].Callers,-3} {rates[i][0],9:F0} {Median(rates[i]),9:F0} {rates[i][^1],9:F0} {Median(costs[i]),7:F1}"));
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"start c1 / bare: {Median(rates[1]) / Median(rates[0]):F2} (goal 0.40); shared / each, c{Callers}: {Median(rates[3]) / Median(rates[2]):F2} (goal 4)"));
    }

    private static double Median(List<double> sorted) => sorted[sorted.Count / 2];

    private static async Task<(double PerSecond, double CpuMicroseconds)> RateAsync(int callers, Func<Task> once)
    {
        var done = 0L;
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < Round)
            {
                await once();
                Interlocked.Increment(ref done);
            }
        })));
        return (done / clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / done);
    }

    private static async Task AloneAsync(SemaphoreSlim oneAtATime, SqlCatalog catalog)
    {
        await oneAtATime.WaitAsync();
        try
        {
            await catalog.AddAsync(NewGroup(), null, CancellationToken.None);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static Task<UploadGroup> RaiseFenceAsync(SqlCatalog catalog, GroupAddress address) => catalog.ChangeAsync(
        address,
        group => group with { Files = group.Files.SetItem(0, group.Files[0] with { Fence = group.Files[0].Fence + 1 }) },
        CancellationToken.None);

    private static UploadGroup NewGroup()
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = Randomness.System.NewId(now);
        return new UploadGroup
        {
            Address = new GroupAddress("acme", "spatialgen", id),
            Asset = new Asset("Holiday", null, null, ImmutableSortedDictionary<string, string>.Empty),
            State = GroupState.Open,
            CreatedAt = now,
            ExpiresAt = now.AddDays(5),
            Files =
            [
                new FileUpload
                {
                    Id = Randomness.System.NewId(now),
                    Name = "left-eye.mov",
                    Role = "left",
                    MediaType = "video/quicktime",
                    Plan = new PartPlan(1_287_340_032, 104_857_600, 13),
                    State = FileState.Pending,
                    Key = new ObjectKey($"acme/{id}/{Randomness.System.NewName(21)}.mov"),
                },
            ],
        };
    }

    /// <summary>What the provider can do by itself: one connection, one compiled insert of one row with one index, the same durability.</summary>
    private sealed class BareInserts : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _insert;

        public BareInserts(string path)
        {
            _connection = new SqliteConnection($"Data Source={path};Pooling=false");
            _connection.Open();
            Run("PRAGMA journal_mode=WAL");
            Run("PRAGMA synchronous=FULL");
            Run("CREATE TABLE file (id TEXT PRIMARY KEY, session TEXT, name TEXT, bytes INTEGER, part_bytes INTEGER, parts INTEGER, status TEXT, upload_id TEXT, created INTEGER)");
            Run("CREATE INDEX file_session ON file (session)");
            _insert = _connection.CreateCommand();
            _insert.CommandText = "INSERT INTO file VALUES ($id, $session, 'left-eye.mov', 1287340032, 104857600, 13, 'uploading', 'upload-id-0123456789', $created)";
            _insert.Parameters.AddWithValue("$id", "");
            _insert.Parameters.AddWithValue("$session", "");
            _insert.Parameters.AddWithValue("$created", 0L);
        }

        public Task OnceAsync()
        {
            var now = TimeProvider.System.GetUtcNow();
            _insert.Parameters[0].Value = Randomness.System.NewId(now).ToString();
            _insert.Parameters[1].Value = Randomness.System.NewId(now).ToString();
            _insert.Parameters[2].Value = now.ToUnixTimeMilliseconds();
            _insert.ExecuteNonQuery();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            _insert.Dispose();
            _connection.Dispose();
        }

        private void Run(string sql)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
