using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Core.Access;
using Slipway.Server.Access;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Abuse of keys, roles and projects. The numbers are those of the project's list of abuse cases; they do not change.</summary>
public sealed class KeyAbuseTests
{
    [Fact]
    public async Task Case_1_no_key_an_empty_one_and_two_are_refused_alike()
    {
        await using var host = await SlipwayHost.StartAsync();
        var key = $"X-SPATIALGEN-APPKEY: {host.Keys.Upload}\r\n";

        var answers = new[]
        {
            await PostRawAsync(host, ""),
            await PostRawAsync(host, "X-SPATIALGEN-APPKEY: \r\n"),
            await PostRawAsync(host, key + key),
            await PostRawAsync(host, $"X-SPATIALGEN-APPKEY: {host.Keys.Upload}, {host.Keys.Upload}\r\n"),
        };

        Assert.All(answers, answer => Assert.Equal(401, answer.Status));
        Assert.All(answers, answer => Assert.Contains("WWW-Authenticate: ", answer.Head, StringComparison.Ordinal));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(200, (await PostRawAsync(host, key)).Status);
    }

    [Fact]
    public async Task Case_2_an_unknown_key_a_wrong_secret_and_a_broken_one_cannot_be_told_apart()
    {
        var asked = new CountingKeyStore();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Configure = asked.Wrap });
        var known = KeyText.TryParse(host.Keys.Upload)!;
        var wrongSecret = KeyText.CreateFor(known.Id, new SeededRandomness()).Reveal();
        var unknown = KeyText.Create(new SeededRandomness(2)).Reveal();
        var broken = host.Keys.Upload[..^1] + (host.Keys.Upload[^1] == '0' ? '1' : '0');

        var (first, _) = (await RefusedAsync(host, wrongSecret), await RefusedAsync(host, unknown));
        var before = asked.Count;
        var last = await RefusedAsync(host, broken);

        Assert.Equal(first.Text, last.Text);
        Assert.Equal(first.Text, (await RefusedAsync(host, unknown)).Text);
        Assert.Equal(before + 1, asked.Count); // the broken one cost no look into the catalog, the unknown one did
    }

    [Fact]
    public async Task Case_2_guessing_is_slowed_down()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        for (var guess = 0; guess < 20; guess++)
        {
            await RefusedAsync(host, "slw_guess");
        }

        var answer = await host.As("slw_guess").StartAnswer(StartBody.Flat());
        answer.Refused(429, "too_many_requests");
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

        time.Advance(TimeSpan.FromMinutes(1));
        await RefusedAsync(host, "slw_guess");
    }

    [Fact]
    public async Task Case_3_a_revoked_a_rotated_and_an_expired_key_end_at_once()
    {
        var time = new FakeTime();
        await using var host = await SlipwayHost.StartAsync(new HostPlan { Time = time });
        var keys = host.Services.GetRequiredService<KeyMaker>();
        var ct = TestContext.Current.CancellationToken;
        var temporary = (await keys.CreateAsync("default", Role.Upload, null, TimeSpan.FromHours(1), ct)).Reveal();
        (await host.As(temporary).StartAnswer(StartBody.Flat())).Ok();

        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await host.As(temporary).StartAnswer(StartBody.Flat())).Ok();
        time.Advance(TimeSpan.FromMilliseconds(1));
        await RefusedAsync(host, temporary);

        Assert.True(await keys.RevokeAsync(KeyText.TryParse(host.Keys.Admin)!.Id, ct));
        await RefusedAsync(host, host.Keys.Admin);

        var rotated = await keys.RotateAsync(KeyText.TryParse(host.Keys.Upload)!.Id, ct);
        await RefusedAsync(host, host.Keys.Upload);
        (await host.As(rotated!.Reveal()).StartAnswer(StartBody.Flat())).Ok();
    }

    [Fact]
    public async Task Case_4_an_upload_key_cannot_list_groups_nor_read_the_library()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.GetAnswer(SpatialGenDriver.Uploads)).Refused(403, "insufficient_role");
        (await host.SpatialGen.GetAnswer("/api/library")).Refused(403, "insufficient_role");
        (await host.SpatialGen.GetAnswer("/api/jobs")).Refused(403, "insufficient_role");
    }

    [Fact]
    public async Task Case_5_another_projects_group_is_a_group_that_does_not_exist()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);
        var missing = group with { Id = new Guid("00000000-0000-7000-8000-000000000001") };
        var missingFile = group.Files[0] with { GroupId = missing.Id };

        foreach (var key in (string[])[host.Keys.Foreign, host.Keys.ForeignAdmin])
        {
            var other = host.As(key);
            await SameAsync(other.ViewAnswer(group), other.ViewAnswer(missing));
            await SameAsync(other.CancelAnswer(group), other.CancelAnswer(missing));
            await SameAsync(other.PartUrlsAnswer(group.Files[0]), other.PartUrlsAnswer(missingFile));
            await SameAsync(other.CompleteAnswer(group.Files[0], tags), other.CompleteAnswer(missingFile, tags));
            await SameAsync(other.GetAnswer($"{group.Files[0].Path}/parts"), other.GetAnswer($"{missingFile.Path}/parts"));
        }

        Assert.True((await host.SpatialGen.CompleteAsync(group.Files[0], tags)).LibraryId > 0);
        Assert.Equal(0, (await host.As(host.Keys.ForeignAdmin).GetAnswer("/api/library")).Ok().Json.GetProperty("items").GetArrayLength());
        await SameAsync(host.As(host.Keys.ForeignAdmin).GetAnswer("/api/library/1"), host.As(host.Keys.ForeignAdmin).GetAnswer("/api/library/999"));
    }

    [Fact]
    public async Task Case_6_a_file_of_one_group_is_not_found_under_another()
    {
        await using var host = await SlipwayHost.StartAsync();
        var (mine, other) = (await host.SpatialGen.StartAsync(StartBody.Flat()), await host.SpatialGen.StartAsync(StartBody.Flat()));
        var crossed = other.Files[0] with { GroupId = mine.Id };

        (await host.SpatialGen.PartUrlsAnswer(crossed)).Refused(404, "not_found");
        (await host.SpatialGen.CompleteAnswer(crossed, [new PartTag(1, "\"x\"")])).Refused(404, "not_found");
        (await host.SpatialGen.GetAnswer($"{crossed.Path}/parts")).Refused(404, "not_found");
    }

    [Theory]
    [InlineData("status", "\"completed\"")]
    [InlineData("tenantId", "\"other\"")]
    [InlineData("project", "\"other\"")]
    [InlineData("libraryId", "7")]
    [InlineData("role", "\"admin\"")]
    [InlineData("VideoName", "\"x\"")]
    [InlineData("", "1")]
    public async Task Case_7_a_member_that_the_call_does_not_know_is_refused(string member, string value)
    {
        await using var host = await SlipwayHost.StartAsync();
        var extra = $"{{\"{member}\": {value},";

        (await host.SpatialGen.StartAnswer(extra + StartBody.Flat().Text[1..])).Refused(400, "unknown_field");
        (await host.SpatialGen.StartAnswer(StartBody.Flat().WithFile(0, member, System.Text.Json.Nodes.JsonNode.Parse(value)))).Refused(400, "unknown_field");
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        (await host.SpatialGen.PartUrlsAnswer(file, extra[..^1] + "}")).Refused(400, "unknown_field");
        (await host.SpatialGen.CompleteAnswer(file, extra + "\"parts\": []}")).Refused(400, "unknown_field");
        (await host.SpatialGen.CompleteAnswer(file, $$"""{"parts": [{{{extra[1..]}} "partNumber": 1, "etag": "x"}]}""")).Refused(400, "invalid_field");
    }

    [Fact]
    public async Task Case_8_a_key_in_the_query_or_in_a_cookie_is_no_key()
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.As(null).PostAnswer($"{SpatialGenDriver.Uploads}?X-SPATIALGEN-APPKEY={host.Keys.Upload}&key={host.Keys.Upload}", StartBody.Flat().Text)).Refused(401, "unauthorized");
        (await host.As(null).PostAnswer(SpatialGenDriver.Uploads, StartBody.Flat().Text, ("Cookie", $"X-SPATIALGEN-APPKEY={host.Keys.Upload}"))).Refused(401, "unauthorized");
        (await host.As(null).PostAnswer(SpatialGenDriver.Uploads, StartBody.Flat().Text, ("Authorization", $"Bearer {host.Keys.Upload}"))).Refused(401, "unauthorized");
        Assert.DoesNotContain(host.Logs, line => line.Text.Contains(host.Keys.Upload[5..20], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Case_12_a_flood_of_wrong_keys_is_429_and_shuts_nobody_out()
    {
        await using var host = await SlipwayHost.StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.As("slw_wrong").GetAnswer(SpatialGenDriver.Uploads)));
            Assert.All(answers, answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]));
            (await host.SpatialGen.StartAnswer(StartBody.Flat())).Ok();
        }

        (await host.As("slw_wrong").GetAnswer(SpatialGenDriver.Uploads)).Refused(429, "too_many_requests");
    }

    [Fact]
    public async Task Case_13_a_master_secret_that_is_empty_or_all_zero_keeps_the_server_from_starting()
    {
        foreach (var secret in new[] { [], new byte[32], new byte[31] })
        {
            using var folder = new TempFolder();
            Directory.CreateDirectory(folder.File("secrets"));
            await File.WriteAllBytesAsync(folder.File("secrets/master.key"), secret, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(folder.File("secrets"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                File.SetUnixFileMode(folder.File("secrets/master.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite); // so that its content is what is wrong
            }

            await Assert.ThrowsAnyAsync<Exception>(() => SlipwayHost.StartAsync(lent: folder));
        }
    }

    private static Task<RawReply> PostRawAsync(SlipwayHost host, string keyHeaders)
    {
        var body = StartBody.Flat().Text;
        return RawCall.SendAsync(
            host.BaseUrl,
            $"POST /api/videos/uploads HTTP/1.1\r\nHost: a\r\n{keyHeaders}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
    }

    private static async Task<Answer> RefusedAsync(SlipwayHost host, string key)
    {
        var answer = await host.As(key).GetAnswer(SpatialGenDriver.Uploads);
        answer.Refused(401, "unauthorized");
        return answer;
    }

    private static async Task SameAsync(Task<Answer> foreign, Task<Answer> missing)
    {
        (await foreign).Refused(404, "not_found");
        Assert.Equal((await missing).Text, (await foreign).Text);
    }
}
