using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Slipway.Core.Checksums;
using Slipway.Core.Objects;
using Slipway.Core.Uploads;
using Slipway.Server.Objects.Disk;
using Slipway.Tests.Contracts;
using Slipway.Tests.Support;

namespace Slipway.Tests.Objects.Disk;

/// <summary>PUT of a part on real Kestrel; numbers are those of the abuse list.</summary>
public sealed class PutPartTests
{
    private const int PartBytes = 100_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Case_33_the_same_bytes_again_give_the_same_etag()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);
        var content = StoreWorld.Content(PartBytes);

        Assert.Equal(await world.PutAsync(upload, 1, content), await world.PutAsync(upload, 1, content));
    }

    [Fact]
    public async Task Case_41_a_body_without_length_is_refused()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world, PartPlan.ClientPlanned(2, null));

        var answer = await SendAsync(world, upload, "", "");

        Assert.Equal((411, "MissingContentLength"), (answer.Status, CodeOf(answer.Body)));
    }

    [Fact]
    public async Task Case_42_a_chunked_body_is_refused()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world, PartPlan.ClientPlanned(2, null));

        var answer = await SendAsync(world, upload, "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n");

        Assert.Equal((411, "MissingContentLength"), (answer.Status, CodeOf(answer.Body)));
    }

    [Theory]
    [InlineData(PartBytes + 1)]
    [InlineData(PartBytes - 1)]
    [InlineData(0)]
    [InlineData(1L << 40)]
    public async Task Case_43_another_length_than_signed_is_refused_before_the_body(long length)
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);

        var answer = await SendAsync(world, upload, $"Content-Length: {length}\r\nExpect: 100-continue\r\n", "");

        Assert.Equal((403, "SignatureDoesNotMatch"), (answer.Status, CodeOf(answer.Body)));
    }

    [Theory]
    [InlineData(5L << 30, null, 200)]
    [InlineData((5L << 30) + 1, null, 400)]
    [InlineData(1001L, 1000L, 400)]
    public async Task Case_43_a_part_that_its_client_cut_is_bounded_before_the_body(long length, long? total, int expected)
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world, PartPlan.ClientPlanned(2, total));

        var answer = await SendAsync(world, upload, $"Content-Length: {length}\r\nExpect: 100-continue\r\n", "");

        Assert.Equal(expected == 200 ? 100 : expected, answer.Status);
        Assert.True(expected == 200 || CodeOf(answer.Body) == "EntityTooLarge");
    }

    [Fact]
    public async Task A_client_that_waits_for_100_continue_gets_it_and_then_its_etag()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);
        var content = StoreWorld.Content(PartBytes);
        using var connection = await ConnectAsync(world);
        await connection.SendAsync(Request(world, upload, $"Content-Length: {PartBytes}\r\nExpect: 100-continue\r\n"));
        Assert.Equal(100, (await connection.ReadAsync()).Status);
        await connection.SendAsync(content);

        var (status, head, _) = await connection.ReadAsync();

        Assert.Equal(200, status);
        Assert.Contains($"ETag: \"{Crc64Nvme.Hash(content):x16}-{PartBytes}\"", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Case_44_a_body_that_ends_early_is_not_stored()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await StartAsync(world);
        using var connection = await ConnectAsync(world);
        await connection.SendAsync(Request(world, upload, $"Content-Length: {PartBytes}\r\n"));
        await connection.SendAsync(StoreWorld.Content(PartBytes - 1));
        connection.EndSending();

        var (status, _, _) = await connection.ReadAsync();

        Assert.NotEqual(200, status);
        await NothingIsHeldAsync(host, upload);
    }

    [Fact]
    public async Task Case_44_a_connection_that_breaks_leaves_nothing_and_alarms_nobody()
    {
        await using var host = await DiskHost.StartAsync();
        var world = WorldOf(host);
        var upload = await StartAsync(world, PartPlan.ClientPlanned(2, null));
        using (var connection = await ConnectAsync(world))
        {
            await connection.SendAsync(Request(world, upload, $"Content-Length: {PartBytes}\r\nExpect: 100-continue\r\n"));
            Assert.Equal(100, (await connection.ReadAsync()).Status);
            await connection.SendAsync(StoreWorld.Content(PartBytes / 2));
            connection.Reset();
        }

        await Eventually.HoldsAsync(() => Directory.GetFiles(host.Disk.Layout.UploadFolder(upload.UploadId)).Length == 1);
        await NothingIsHeldAsync(host, upload);

        // On a machine that is too busy Kestrel warns of its own late heartbeat, which says nothing of this connection.
        var alarms = host.Log.Lines.Where(line => line.Level >= LogLevel.Warning && !line.Text.Contains("heartbeat", StringComparison.Ordinal));
        Assert.Equal("", string.Join('\n', alarms));
    }

    [Fact]
    public async Task Case_48_a_body_that_stalls_is_cut_off()
    {
        await using var host = await DiskHost.StartAsync(new DiskStoreOptions { MinBodyRateGrace = TimeSpan.FromSeconds(1.1) });
        var world = WorldOf(host);
        var upload = await StartAsync(world);
        using var connection = await ConnectAsync(world);
        await connection.SendAsync(Request(world, upload, $"Content-Length: {PartBytes}\r\n"));
        await connection.SendAsync(new byte[100]);

        var (status, _, body) = await connection.ReadAsync();

        Assert.Equal((408, "RequestTimeout"), (status, CodeOf(body)));
        await NothingIsHeldAsync(host, upload);
    }

    public static TheoryData<string, string, string> Checksums()
    {
        var content = StoreWorld.Content(PartBytes);
        var crc32 = default(Crc32);
        crc32.Append(content);
        var crc32Bytes = BitConverter.GetBytes(crc32.Value).Reverse().ToArray();
        return new()
        {
            { "Content-MD5", Convert.ToBase64String(MD5.HashData(content)), "BadDigest" },
            { "x-amz-checksum-crc32", Convert.ToBase64String(crc32Bytes), "BadDigest" },
            { "x-amz-checksum-crc32c", Crc32C.ToBase64(Crc32C.Hash(content)), "BadDigest" },
            { "x-amz-checksum-crc64nvme", Crc64Nvme.ToBase64(Crc64Nvme.Hash(content)), "BadDigest" },
            { "x-amz-checksum-sha1", Convert.ToBase64String(SHA1.HashData(content)), "BadDigest" },
            { "x-amz-checksum-sha256", Convert.ToBase64String(SHA256.HashData(content)), "BadDigest" },
            { "x-amz-content-sha256", Convert.ToHexStringLower(SHA256.HashData(content)), "XAmzContentSHA256Mismatch" },
        };
    }

    [Theory]
    [MemberData(nameof(Checksums))]
    public async Task Case_50_a_checksum_of_the_client_is_verified(string header, string value, string code)
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);

        using var right = await PutWithAsync(world, upload, StoreWorld.Content(PartBytes), (header, value));
        using var wrong = await PutWithAsync(world, upload, StoreWorld.Content(PartBytes, seed: 2), (header, value));

        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.Equal((HttpStatusCode.BadRequest, code), (wrong.StatusCode, await StoreWorld.CodeOf(wrong)));
        Assert.Single((await world.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts, part => part.Crc64Nvme == Crc64Nvme.Hash(StoreWorld.Content(PartBytes)));
    }

    [Theory]
    [InlineData("Content-MD5", "!", "InvalidDigest", 400)]
    [InlineData("Content-MD5", "AAAAAAAAAAAAAAAAAAAA", "InvalidDigest", 400)]
    [InlineData("x-amz-checksum-crc32c", "AAAA", "InvalidDigest", 400)]
    [InlineData("x-amz-checksum-sha256", "AAAAAAAAAAA=", "InvalidDigest", 400)]
    [InlineData("x-amz-checksum-blake3", "AAAAAAAAAAA=", "NotImplemented", 501)]
    [InlineData("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "NotImplemented", 501)]
    public async Task Case_50_a_checksum_that_is_none_is_refused(string header, string value, string code, int status)
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);

        using var answer = await PutWithAsync(world, upload, StoreWorld.Content(PartBytes), (header, value));

        Assert.Equal((status, code), ((int)answer.StatusCode, await StoreWorld.CodeOf(answer)));
    }

    [Fact]
    public async Task Case_50_two_checksum_headers_are_refused()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);
        var content = StoreWorld.Content(PartBytes);

        using var answer = await PutWithAsync(
            world, upload, content, ("x-amz-checksum-crc32c", Crc32C.ToBase64(Crc32C.Hash(content))), ("x-amz-checksum-crc64nvme", Crc64Nvme.ToBase64(Crc64Nvme.Hash(content))));

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequest"), (answer.StatusCode, await StoreWorld.CodeOf(answer)));
    }

    [Fact]
    public async Task Case_51_an_encoded_body_is_stored_as_it_is()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world);
        var content = StoreWorld.Content(PartBytes);

        using var answer = await PutWithAsync(world, upload, content, ("Content-Encoding", "gzip"));

        Assert.Equal($"\"{Crc64Nvme.Hash(content):x16}-{PartBytes}\"", answer.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Case_36_more_puts_at_once_than_an_upload_may_have_are_told_to_slow_down()
    {
        await using var host = await DiskHost.StartAsync(new DiskStoreOptions { MaxConcurrentPutsPerUpload = 1 });
        var world = WorldOf(host);
        var upload = await StartAsync(world);
        using var first = await ConnectAsync(world);
        await first.SendAsync(Request(world, upload, $"Content-Length: {PartBytes}\r\nExpect: 100-continue\r\n"));
        Assert.Equal(100, (await first.ReadAsync()).Status);

        using var refused = await world.TryPutAsync(upload, 1, StoreWorld.Content(PartBytes));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "SlowDown"), (refused.StatusCode, await StoreWorld.CodeOf(refused)));
        Assert.NotNull(refused.Headers.RetryAfter);

        await first.SendAsync(StoreWorld.Content(PartBytes));
        Assert.Equal(200, (await first.ReadAsync()).Status);
        await world.PutAsync(upload, 1, StoreWorld.Content(PartBytes));
    }

    [Theory]
    [InlineData(PartChecksum.Crc64Nvme)]
    [InlineData(PartChecksum.Md5)]
    [InlineData(PartChecksum.Sha256)]
    public async Task An_etag_of_32_digits_is_the_md5_and_nothing_else(PartChecksum checksum)
    {
        await using var host = await DiskHost.StartAsync(new DiskStoreOptions { Checksum = checksum });
        var world = WorldOf(host);
        var upload = await StartAsync(world);
        var content = StoreWorld.Content(PartBytes);

        var etag = (await world.PutAsync(upload, 1, content)).Trim('"');

        Assert.Equal(
            checksum switch
            {
                PartChecksum.Md5 => Convert.ToHexStringLower(MD5.HashData(content)),
                PartChecksum.Sha256 => Convert.ToHexStringLower(SHA256.HashData(content)),
                _ => $"{Crc64Nvme.Hash(content):x16}-{PartBytes}",
            },
            etag);
    }

    [Fact]
    public async Task A_part_outside_the_plan_is_refused()
    {
        await using var world = await OpenAsync();
        var upload = await StartAsync(world, PartPlan.ClientPlanned(2, null));

        using var answer = await world.TryPutAsync(upload, 3, StoreWorld.Content(10));

        Assert.Equal((HttpStatusCode.BadRequest, "InvalidArgument"), (answer.StatusCode, await StoreWorld.CodeOf(answer)));
    }

    private static StoreWorld WorldOf(DiskHost host) => new(host.Store, host.Http, host.Endpoint, PartBytes, host.DisposeAsync);

    private static async Task<StoreWorld> OpenAsync() => WorldOf(await DiskHost.StartAsync());

    private static Task<StoreUpload> StartAsync(StoreWorld world, PartPlan? plan = null) => world.StartAsync(plan ?? new PartPlan(2 * PartBytes, PartBytes, 2));

    private static Task<RawHttp> ConnectAsync(StoreWorld world) => RawHttp.ConnectAsync(world.Http.BaseAddress!.Port);

    private static string Request(StoreWorld world, StoreUpload upload, string headers) =>
        $"PUT {new Uri(world.Url(upload, 1)).PathAndQuery} HTTP/1.1\r\nHost: {world.Endpoint.Host}\r\n{headers}\r\n";

    private static async Task<(int Status, string Head, string Body)> SendAsync(StoreWorld world, StoreUpload upload, string headers, string body)
    {
        using var connection = await ConnectAsync(world);
        await connection.SendAsync(Request(world, upload, headers) + body);
        return await connection.ReadAsync();
    }

    private static Task<HttpResponseMessage> PutWithAsync(StoreWorld world, StoreUpload upload, byte[] content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, world.Url(upload, 1)) { Content = new ByteArrayContent(content) };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value));
        }

        return world.Http.SendAsync(request, Ct);
    }

    private static async Task NothingIsHeldAsync(DiskHost host, StoreUpload upload) =>
        Assert.Empty((await host.Store.ListPartsAsync(upload, 0, 10, Ct)).Parts);

    private static string CodeOf(string xml) => System.Xml.Linq.XDocument.Parse(xml).Root!.Element("Code")!.Value;
}
