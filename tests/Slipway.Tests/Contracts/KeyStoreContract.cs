using Slipway.Core.Access;
using static Slipway.Tests.Contracts.CatalogWorld;

namespace Slipway.Tests.Contracts;

/// <summary>How every key store keeps keys.</summary>
public abstract class KeyStoreContract
{
    private protected abstract Task<CatalogWorld> StartAsync();

    [Theory]
    [InlineData(Role.Admin, null, false)]
    [InlineData(Role.Upload, "the camera", true)]
    [InlineData(Role.ReadOnly, "", true)]
    public async Task A_key_is_found_as_it_was_added(Role role, string? name, bool expires)
    {
        await using var world = await StartAsync();
        var key = NewKey(world, "key1") with { Role = role, Name = name, ExpiresAt = expires ? world.Time.GetUtcNow().AddDays(7) : null };

        await world.Keys.AddAsync(key, Ct);

        Assert.Equal(Text(key), Text(await world.Keys.FindAsync("key1", Ct)));
        Assert.Null(await world.Keys.FindAsync("KEY1", Ct));
        Assert.Null(await world.Keys.FindAsync("", Ct));
    }

    [Fact]
    public async Task Keys_are_listed_oldest_first_revoked_ones_too()
    {
        await using var world = await StartAsync();
        string[] ids = ["zulu", "alpha", "mike"];
        foreach (var id in ids)
        {
            await world.Keys.AddAsync(NewKey(world, id), Ct);
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await world.Keys.RevokeAsync("alpha", world.Time.GetUtcNow(), Ct);

        Assert.Equal(ids, (await world.Keys.ListAsync(Ct)).Select(key => key.Id));
    }

    [Fact]
    public async Task A_key_is_revoked_once()
    {
        await using var world = await StartAsync();
        await world.Keys.AddAsync(NewKey(world, "key1"), Ct);
        var at = world.Time.GetUtcNow();

        Assert.True(await world.Keys.RevokeAsync("key1", at, Ct));
        Assert.False(await world.Keys.RevokeAsync("key1", at.AddDays(1), Ct));
        Assert.False(await world.Keys.RevokeAsync("nobody", at, Ct));

        Assert.Equal(at, (await world.Keys.FindAsync("key1", Ct))!.RevokedAt);
    }

    [Fact]
    public async Task A_rotated_key_has_the_new_secret_alone_and_a_revoked_one_gets_none()
    {
        await using var world = await StartAsync();
        await world.Keys.AddAsync(NewKey(world, "key1"), Ct);
        byte[] secret = [.. Enumerable.Repeat((byte)9, 32)];

        Assert.True(await world.Keys.RotateAsync("key1", secret, Ct));
        Assert.Equal(secret, (await world.Keys.FindAsync("key1", Ct))!.SecretHash.ToArray());

        await world.Keys.RevokeAsync("key1", world.Time.GetUtcNow(), Ct);
        Assert.False(await world.Keys.RotateAsync("key1", new byte[32], Ct));
        Assert.False(await world.Keys.RotateAsync("nobody", secret, Ct));
        Assert.Equal(secret, (await world.Keys.FindAsync("key1", Ct))!.SecretHash.ToArray());
    }

    private static ApiKey NewKey(CatalogWorld world, string id) =>
        new(id, Project, Role.Upload, "a key", new byte[] { 1, 2, 3 }, world.Time.GetUtcNow(), null, null);
}
