using System.Reflection;
using System.Text.RegularExpressions;
using Dapper;
using Slipway.Core.Uploads;
using Slipway.Server.Database;
using Slipway.Tests.Contracts;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Database;

/// <summary>No statement of the catalog reads more rows because there are more groups: every one goes by an index.</summary>
public sealed partial class QueryPlanTests
{
    private static readonly GroupQuery Everything = new(Project, Dialect, null, null, null, 100);

    /// <summary>Indexes that hold nothing but what is asked for, so that going through them is no more than answering.</summary>
    private static readonly string[] OnlyAnswers = ["groups_whole", "files_unpurged"];

    [Fact]
    public async Task No_statement_goes_through_a_whole_table()
    {
        await using var world = await SqliteWorld.StartAsync();
        string[] statements =
        [
            .. Constants(typeof(CatalogSql)), .. Constants(typeof(LibrarySql)),
            .. Shapes().SelectMany(query => new[] { CatalogSql.Page(query), CatalogSql.FilesOfPage(query) }),
        ];
        Assert.True(statements.Length > 40);

        foreach (var sql in statements)
        {
            foreach (var step in await PlanAsync(world, sql))
            {
                Assert.False(
                    step.StartsWith("SCAN", StringComparison.Ordinal)
                    && !OnlyAnswers.Any(index => step.Contains(index, StringComparison.Ordinal))
                    && !step.Contains("page", StringComparison.Ordinal),
                    $"{step}: {sql}");
            }
        }
    }

    [Fact]
    public async Task Each_list_has_its_index_and_needs_no_sorting()
    {
        await using var world = await SqliteWorld.StartAsync();

        await GoesByAsync(Everything, "groups_newest");
        await GoesByAsync(Everything with { State = GroupState.Expired }, "groups_by_state");
        await GoesByAsync(Everything with { State = GroupState.Open }, "groups_by_state");
        await GoesByAsync(Everything with { State = GroupState.Open, Started = true }, "groups_by_start");

        async Task GoesByAsync(GroupQuery query, string index)
        {
            foreach (var shape in new[] { query, query with { Before = Guid.Empty } })
            {
                var step = Assert.Single(await PlanAsync(world, CatalogSql.Page(shape)));
                Assert.Contains($"USING INDEX {index} (", step, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(CatalogSql.Overdue, "groups_by_deadline")]
    [InlineData(CatalogSql.LapsedClaims, "files_by_lease")]
    [InlineData(CatalogSql.WholeButOpen, "groups_whole")]
    [InlineData(CatalogSql.Unpurged, "files_unpurged")]
    [InlineData(CatalogSql.LiveStoreUploads, "files_by_store_upload")]
    [InlineData(LibrarySql.Page, "library_items_newest")]
    [InlineData(LibrarySql.Jobs, "jobs_newest")]
    public async Task Each_sweep_and_page_starts_at_its_own_index_and_needs_no_sorting(string sql, string index)
    {
        await using var world = await SqliteWorld.StartAsync();
        var plan = await PlanAsync(world, sql);

        Assert.Contains(index, plan[0], StringComparison.Ordinal);
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    private static IEnumerable<GroupQuery> Shapes() =>
        from state in new GroupState?[] { null, GroupState.Open, GroupState.Completed }
        from started in new bool?[] { null, true, false }
        from before in new Guid?[] { null, Guid.Empty }
        select Everything with { State = state, Started = started, Before = before };

    private static IEnumerable<string> Constants(Type holder) => holder
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!);

    private static Task<List<string>> PlanAsync(CatalogWorld world, string sql)
    {
        var parameters = new DynamicParameters();
        sql = sql.Replace("IN @Ids", "IN (@Id1, @Id2)", StringComparison.Ordinal);
        foreach (var name in ParameterNames().Matches(sql).Select(match => match.Value).Distinct())
        {
            parameters.Add(name, 1);
        }

        return world.Flavor.WriteAsync(
            database => database.ListAsync($"EXPLAIN QUERY PLAN {sql}", parameters, row => row.GetString(3)),
            Ct);
    }

    [GeneratedRegex("@[A-Za-z0-9]+")]
    private static partial Regex ParameterNames();
}
