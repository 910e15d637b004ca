using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Access;

public sealed class GateTests
{
    private readonly FakeTime _time = new();
    private readonly SeededRandomness _randomness = new();
    private readonly CountingKeys _keys = new();

    [Fact]
    public async Task A_good_key_is_let_in_with_its_role()
    {
        var text = Keep(role: Role.Upload);

        var admitted = await AdmitAsync(text.Reveal());

        Assert.Equal((text.Id, Role.Upload), (admitted.Id, admitted.Role));
    }

    [Fact]
    public async Task Unknown_wrong_revoked_and_expired_keys_look_the_same()
    {
        var unknown = KeyText.Create(_randomness);
        var good = Keep();
        var wrong = KeyText.CreateFor(good.Id, _randomness);
        var revoked = Keep(revokedAt: _time.GetUtcNow());
        var expired = Keep(expiresAt: _time.GetUtcNow());

        var refusals = new List<UploadError>();
        foreach (var key in new[] { unknown, wrong, revoked, expired })
        {
            refusals.Add(await RefusedAsync(key.Reveal()));
        }

        Assert.Equal(UploadError.Unauthorized(), Assert.Single(refusals.Distinct()));
        Assert.Equal(4, _keys.Asked);
        await AdmitAsync(good.Reveal());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("slw_")]
    [InlineData("not a key at all")]
    public async Task What_is_no_key_is_refused_alike_without_a_look(string? text)
    {
        Assert.Equal(UploadError.Unauthorized(), await RefusedAsync(text));
        Assert.Equal(0, _keys.Asked);
    }

    [Fact]
    public async Task A_mistyped_key_is_refused_without_a_look()
    {
        var text = Keep().Reveal();

        for (var at = 0; at < text.Length; at++)
        {
            Assert.Equal(UploadError.Unauthorized(), await RefusedAsync(text[..at] + (text[at] == 'x' ? 'y' : 'x') + text[(at + 1)..]));
        }

        Assert.Equal(0, _keys.Asked);
    }

    [Fact]
    public async Task A_temporary_key_lives_until_its_instant_and_not_beyond()
    {
        var text = Keep(expiresAt: _time.GetUtcNow() + ApiKey.TemporaryLife).Reveal();

        _time.Advance(ApiKey.TemporaryLife - TimeSpan.FromTicks(1));
        await AdmitAsync(text);

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(UploadError.Unauthorized(), await RefusedAsync(text));
    }

    [Fact]
    public async Task The_hash_of_nobody_lets_nobody_in()
    {
        // An unknown id is compared with 32 zero bytes: no secret hashes to them, and a key kept with them by mistake is not opened by just any secret.
        var text = KeyText.Create(_randomness);
        _keys.Add(new ApiKey(text.Id, "p", Role.Admin, null, new byte[32], _time.GetUtcNow(), null, null));

        Assert.Equal(UploadError.Unauthorized(), await RefusedAsync(text.Reveal()));
    }

    private KeyText Keep(Role role = Role.Admin, DateTimeOffset? expiresAt = null, DateTimeOffset? revokedAt = null)
    {
        var text = KeyText.Create(_randomness);
        _keys.Add(new ApiKey(text.Id, "project", role, null, text.HashSecret(), _time.GetUtcNow(), expiresAt, revokedAt));
        return text;
    }

    private Task<ApiKey> AdmitAsync(string? text) => new Gate(_keys, _time).AdmitAsync(text, CancellationToken.None);

    private async Task<UploadError> RefusedAsync(string? text) =>
        (await Assert.ThrowsAsync<UploadRefusedException>(() => AdmitAsync(text))).Error;

    private sealed class CountingKeys : IKeyStore
    {
        private readonly Dictionary<string, ApiKey> _kept = [];

        public int Asked { get; private set; }

        public void Add(ApiKey key) => _kept.Add(key.Id, key);

        public Task<ApiKey?> FindAsync(string id, CancellationToken ct)
        {
            Asked++;
            return Task.FromResult(_kept.GetValueOrDefault(id));
        }

        public Task AddAsync(ApiKey key, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> RevokeAsync(string id, DateTimeOffset at, CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> RotateAsync(string id, ReadOnlyMemory<byte> secretHash, CancellationToken ct) => throw new NotSupportedException();
    }
}
