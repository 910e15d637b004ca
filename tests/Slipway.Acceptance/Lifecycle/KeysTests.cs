using System.Net;
using Slipway.Acceptance.Support;

namespace Slipway.Acceptance.Lifecycle;

public sealed class KeysTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Keys_made_rotated_and_revoked_beside_a_running_server_count_at_once()
    {
        using var world = new World("keys");
        await using var server = new Server(world.Data);
        await server.StartAsync();

        var key = await CreateAsync(world, "--role", "admin", "--name", "second");
        await IsTakenAsync(server, key);

        var id = key.Split('_')[1];
        var rotated = (await Command.SlipwayAsync("keys", "rotate", id, "--data", world.Data)).Succeeded().Output.Trim();
        Assert.Equal(id, rotated.Split('_')[1]);
        await IsRefusedAsync(server, key);
        await IsTakenAsync(server, rotated);

        (await Command.SlipwayAsync("keys", "revoke", id, "--data", world.Data)).Succeeded();
        await IsRefusedAsync(server, rotated);
        await IsTakenAsync(server, server.Key!);

        var list = (await Command.SlipwayAsync("keys", "list", "--data", world.Data)).Succeeded().Output;
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.Contains("revoked", list, StringComparison.Ordinal);
        Assert.DoesNotMatch(Secrets.Key(), list);
    }

    [Fact]
    public async Task A_key_made_before_the_first_start_is_the_first_key()
    {
        using var world = new World("keys");
        var key = await CreateAsync(world, "--role", "admin");

        await using var server = new Server(world.Data);
        await server.StartAsync();

        await IsTakenAsync(server, key);
        Assert.Null(server.Key);
    }

    [Fact]
    public async Task A_role_may_do_its_own_work_only()
    {
        using var world = new World("keys");
        await using var server = new Server(world.Data);
        await server.StartAsync();
        using var uploader = new Wire(server.Url, await CreateAsync(world, "--role", "upload"));
        using var reader = new Wire(server.Url, await CreateAsync(world, "--role", "readonly"));

        Assert.Equal(HttpStatusCode.Forbidden, (await uploader.GetAsync("/api/library")).Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/library")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.StartAsync([], "key")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await uploader.StartAsync([], "key")).Status);
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_told_by_the_exit_code()
    {
        using var world = new World("keys");
        await CreateAsync(world, "--role", "admin");

        var refused = await Command.SlipwayAsync("keys", "revoke", "nosuchkey000", "--data", world.Data);

        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("nosuchkey000", refused.Error, StringComparison.Ordinal);
    }

    private static async Task<string> CreateAsync(World world, params string[] options)
    {
        var made = (await Command.SlipwayAsync(["keys", "create", .. options, "--data", world.Data])).Succeeded();
        Assert.Matches("^slw_[A-Za-z0-9_]+\n$", made.Output); // the key alone, for scripts
        return made.Output.Trim();
    }

    private static Task IsTakenAsync(Server server, string key) => AnswersAsync(server, key, HttpStatusCode.OK);

    private static Task IsRefusedAsync(Server server, string key) => AnswersAsync(server, key, HttpStatusCode.Unauthorized);

    private static async Task AnswersAsync(Server server, string key, HttpStatusCode wanted)
    {
        using var wire = new Wire(server.Url, key);
        await Eventually.IsTrueAsync($"{wanted}", AtOnce, async () => (await wire.GetAsync("/api/library")).Status == wanted);
    }
}
