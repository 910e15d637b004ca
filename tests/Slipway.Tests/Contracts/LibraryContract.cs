using Slipway.Core.Library;
using Slipway.Core.Uploads;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>How every library reads.</summary>
public abstract class LibraryContract
{
    private protected abstract Task<CatalogWorld> StartAsync();

    [Fact]
    public async Task An_item_is_what_its_group_was()
    {
        await using var world = await StartAsync();
        var group = world.NewGroup("left", "right");
        group = group with
        {
            Asset = group.Asset with { Description = "by the sea", Folder = "2026", Attributes = group.Asset.Attributes.Add("layout", "mono") },
        };
        var completed = await world.CompleteAllAsync(await world.Catalog.AddAsync(group, null, Ct));

        var item = await world.Library.FindAsync(Project, completed.LibraryId!.Value, Ct);

        Assert.NotNull(item);
        Assert.Equal((group.Id, Dialect), (item.GroupId, item.Dialect));
        Assert.Equal(Text(group.Asset), Text(new Asset(item.Name, item.Description, item.Folder, item.Attributes)));
        Assert.Equal(Text(HandOver.FilesOf(completed)), Text(item.Files));
        Assert.Equal(Text(item), Text(Assert.Single(await world.Library.ListAsync(Project, null, 10, Ct))));
    }

    [Fact]
    public async Task An_item_is_found_in_its_project_only()
    {
        await using var world = await StartAsync();
        var completed = await world.CompleteAllAsync(await world.AddAsync());

        Assert.Null(await world.Library.FindAsync("other", completed.LibraryId!.Value, Ct));
        Assert.Null(await world.Library.FindAsync(Project, completed.LibraryId!.Value + 1, Ct));
        Assert.Empty(await world.Library.ListAsync("other", null, 10, Ct));
        Assert.Empty(await world.Library.ListJobsAsync("other", null, 10, Ct));
    }

    [Fact]
    public async Task Items_and_jobs_are_newest_first_and_their_pages_join()
    {
        await using var world = await StartAsync();
        var ids = new List<long>();
        for (var i = 0; i < 7; i++)
        {
            ids.Insert(0, (await world.CompleteAllAsync(await world.AddAsync("left", "right"))).LibraryId!.Value);
        }

        Assert.Equal(ids.OrderDescending(), ids);
        Assert.True(ids[^1] >= 1);
        Assert.Equal(ids, await PagesAsync(async before => [.. (await world.Library.ListAsync(Project, before, 3, Ct)).Select(item => item.Id)]));
        Assert.Equal(ids, await PagesAsync(async before => [.. (await world.Library.ListJobsAsync(Project, before, 3, Ct)).Select(job => job.LibraryId)]));

        static async Task<List<long>> PagesAsync(Func<long?, Task<List<long>>> read)
        {
            var all = new List<long>();
            while (await read(all is [] ? null : all[^1]) is { Count: > 0 } page)
            {
                all.AddRange(page);
            }

            return all;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_limit_out_of_bounds_is_a_fault_of_the_caller(int limit)
    {
        await using var world = await StartAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Library.ListAsync(Project, null, limit, Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.Library.ListJobsAsync(Project, null, limit, Ct));
    }
}
