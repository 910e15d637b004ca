using System.Text;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Abuse of JSON and numbers. The numbers are those of the project's list of abuse cases; they do not change.</summary>
public sealed class JsonAbuseTests
{
    [Fact]
    public async Task Case_53_a_body_declared_too_large_is_refused_before_it_is_read()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        foreach (var (path, length) in new[] { ("/api/videos/uploads", 1L << 30), ("/api/videos/uploads", 256 * 1024 + 1), ($"{file.Path}/part-urls", 256 * 1024 + 1), ($"{file.Path}/complete", 2 * 1024 * 1024 + 1) })
        {
            // Not one byte of the body is sent: only a server that does not wait for it can answer.
            var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request($"POST {path}", host.Keys.Upload, $"Content-Type: application/json\r\nContent-Length: {length}\r\n"));

            Assert.Equal(413, answer.Status);
            Assert.Contains("\"code\":\"body_too_large\"", answer.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Case_53_a_body_that_grows_too_large_is_refused()
    {
        await using var host = await SlipwayHost.StartAsync();
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";

        var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request(
            "POST /api/videos/uploads", host.Keys.Upload, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", string.Concat(Enumerable.Repeat(chunk, 17)) + "0\r\n\r\n"));

        Assert.Equal(413, answer.Status);
    }

    [Fact]
    public async Task Case_53_without_a_good_key_no_body_is_read_at_all()
    {
        await using var host = await SlipwayHost.StartAsync();

        Assert.Equal(401, (await RawCall.SendAsync(host.BaseUrl, RawCall.Request("POST /api/videos/uploads", "none", $"Content-Type: application/json\r\nContent-Length: {1L << 30}\r\n"))).Status);
    }

    [Fact]
    public async Task Case_53_a_body_of_the_greatest_size_is_read()
    {
        await using var host = await SlipwayHost.StartAsync();
        var text = StartBody.Flat().Text;

        (await host.SpatialGen.StartAnswer(text + new string(' ', 256 * 1024 - text.Length))).Ok();
        (await host.SpatialGen.StartAnswer(text + new string(' ', 256 * 1024 - text.Length + 1))).Refused(413, "body_too_large");
    }

    [Fact]
    public async Task Case_53_deep_nesting_is_refused()
    {
        await using var host = await SlipwayHost.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("[", 10_000)) + string.Concat(Enumerable.Repeat("]", 10_000));
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        (await host.SpatialGen.StartAnswer($$"""{"videoName": {{deep}}}""")).Refused(400, "malformed_request");
        (await host.SpatialGen.PartUrlsAnswer(file, $$"""{"partNumbers": {{deep}}}""")).Refused(400, "malformed_request");
        Assert.Equal(400, (int)(await host.SpatialGen.CompleteAnswer(file, $$"""{"parts": {{deep}}}""")).Status);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("\"5\"")]
    [InlineData("1e3")]
    [InlineData("1.0")]
    [InlineData("0.5")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("1e400")]
    public async Task Case_54_a_size_is_a_positive_whole_number(string raw)
    {
        await using var host = await SlipwayHost.StartAsync();

        var message = (await host.SpatialGen.StartAnswer(StartBody.Flat().WithFile(0, "sizeBytes", "@@").TextWith(raw))).Refused(400, "invalid_field");

        Assert.StartsWith("files[0].sizeBytes is ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN", "malformed_request")]
    [InlineData("Infinity", "malformed_request")]
    [InlineData("01", "malformed_request")]
    [InlineData("+1", "malformed_request")]
    [InlineData("0x10", "malformed_request")]
    [InlineData("null", "missing_field")]
    [InlineData("9223372036854775807", "file_too_large")]
    public async Task Case_54_other_numbers_that_are_no_size(string raw, string code)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat().WithFile(0, "sizeBytes", "@@").TextWith(raw))).Refused(400, code);
    }

    [Fact]
    public async Task Case_55_the_server_chooses_the_part_size_so_that_there_are_never_too_many()
    {
        await using var host = await SlipwayHost.StartAsync();
        foreach (var bytes in (long[])[1, 5L << 20, 104_857_600, 1L << 40, 10_000L * 104_857_600, 5L << 40])
        {
            var file = (await host.SpatialGen.StartAsync(StartBody.Flat(bytes))).Files[0];

            Assert.InRange(file.Parts, 1, 10_000);
            Assert.InRange((decimal)bytes, ((file.Parts - 1) * (decimal)file.PartBytes) + 1, file.Parts * (decimal)file.PartBytes);
        }
    }

    [Theory]
    [InlineData("""{"count": 1000000000}""")]
    [InlineData("""{"startPartNumber": 2147483647, "count": 10000}""")]
    [InlineData("""{"startPartNumber": 1, "count": 9223372036854775807}""")]
    [InlineData("""{"startPartNumber": 9223372036854775807, "count": 1}""")]
    [InlineData("""{"partNumbers": [9223372036854775807]}""")]
    public async Task Case_56_huge_numbers_allocate_nothing_and_overflow_nowhere(string json)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        Assert.Equal(400, (int)(await host.SpatialGen.PartUrlsAnswer(file, json)).Status);
    }

    [Fact]
    public async Task Case_56_a_million_part_numbers_are_too_large_a_body()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];

        (await host.SpatialGen.PartUrlsAnswer(file, $$"""{"partNumbers": [{{string.Join(",", Enumerable.Repeat(1, 1_000_000))}}]}""")).Refused(413, "body_too_large");
    }

    public static TheoryData<string, byte[]> BrokenJson
    {
        get
        {
            var valid = StartBody.Flat().Text;
            var data = new TheoryData<string, byte[]>();
            void Add(string what, string text) => data.Add(what, Encoding.UTF8.GetBytes(text));

            Add("a member twice", valid.Insert(1, "\"videoName\": \"x\","));
            Add("a member twice in a file", valid.Replace("\"sizeBytes\":1000", "\"sizeBytes\":1000,\"sizeBytes\":1", StringComparison.Ordinal));
            Add("a byte order mark", "\uFEFF" + valid);
            Add("a comment", valid.Insert(1, "/* hello */"));
            Add("a line comment", valid + "\n// hello");
            Add("a trailing comma", valid.Insert(valid.Length - 1, ","));
            Add("two values", valid + valid);
            Add("single quotes", valid.Replace('"', '\''));
            Add("cut short", valid[..^1]);
            Add("a raw newline in a string", valid.Replace("A film", "A\nfilm", StringComparison.Ordinal));
            Add("a NUL between", valid.Insert(1, "\0"));
            Add("only white space", "   ");
            Add("half of a surrogate pair in a value", valid.Replace("A film", "A \\ud800 film", StringComparison.Ordinal));
            Add("half of a surrogate pair in a name", valid.Insert(1, "\"\\udc00\": 1,"));
            Add("half of a surrogate pair in a file's name", valid.Replace("film.mp4", "\\ud83d.mp4", StringComparison.Ordinal));
            data.Add("bytes that are not UTF-8", Encoding.Latin1.GetBytes(valid.Replace("A film", "Ein Überfilm", StringComparison.Ordinal)));
            data.Add("an encoded surrogate", [.. "{\"videoName\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8]);
            data.Add("UTF-16", Encoding.Unicode.GetBytes(valid));
            return data;
        }
    }

    [Theory, MemberData(nameof(BrokenJson))]
    public async Task Case_57_json_that_two_readers_would_read_differently_is_refused(string what, byte[] body)
    {
        await using var host = await SlipwayHost.StartAsync();

        var answer = await host.SpatialGen.PostAnswer(SpatialGenDriver.Uploads, body);

        Assert.True((int)answer.Status == 400, $"{what}: {(int)answer.Status} {answer.Text}");
        Assert.Equal(0, (await host.As(host.Keys.Admin).GetAnswer(SpatialGenDriver.Uploads)).Ok().Json.GetProperty("uploads").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x"}], "parts": []}""")]
    [InlineData("""{"partsFrom": "storage", "partsFrom": "storage"}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "partNumber": 1, "etag": "x"}]}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x", "etag": "x"}]}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "\ud800"}]}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x"},]}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x"}]} /* */""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x"}]}{}""")]
    [InlineData("""{"parts": [{"partNumber": 1, "etag": "x"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("""   """)]
    [InlineData("\uFEFF{}")]
    public async Task Case_57_a_complete_is_read_as_strictly(string json)
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Flat());
        await host.SpatialGen.UploadAsync(group.Files[0]);

        Assert.Equal(400, (int)(await host.SpatialGen.CompleteAnswer(group.Files[0], json)).Status);
        Assert.Equal("uploading", (await host.SpatialGen.ViewAnswer(group)).Ok().Json.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("json")]
    [InlineData("")]
    public async Task Case_58_a_body_of_another_type_is_415(string type)
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat())).Files[0];
        foreach (var (path, text) in new[] { (SpatialGenDriver.Uploads, StartBody.Flat().Text), ($"{file.Path}/part-urls", "{}"), ($"{file.Path}/complete", "{}") })
        {
            var header = type.Length == 0 ? "" : $"Content-Type: {type}\r\n";
            var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request($"POST {path}", host.Keys.Upload, $"{header}Content-Length: {text.Length}\r\n", text));

            Assert.Equal(415, answer.Status);
            Assert.Contains("\"code\":\"unsupported_media_type\"", answer.Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(10_000)]
    public async Task Case_59_an_idempotency_key_has_255_characters_at_the_most(int length)
    {
        await using var host = await SlipwayHost.StartAsync();

        (await host.SpatialGen.StartAnswer(StartBody.Flat(), new string('k', 255))).Ok();
        (await host.SpatialGen.StartAnswer(StartBody.Flat(), new string('k', length))).Refused(400, "invalid_idempotency_key");
    }

    [Theory]
    [InlineData("Idempotency-Key: \r\n")]
    [InlineData("Idempotency-Key: a b\r\n")]
    [InlineData("Idempotency-Key: a\tb\r\n")]
    [InlineData("Idempotency-Key: \u00e9\r\n")]
    [InlineData("Idempotency-Key: a\r\nIdempotency-Key: a\r\n")]
    [InlineData("Idempotency-Key: a\u0001b\r\n")]
    public async Task Case_59_an_idempotency_key_is_one_word_that_can_be_seen(string header)
    {
        await using var host = await SlipwayHost.StartAsync();
        var text = StartBody.Flat().Text;

        var answer = await RawCall.SendAsync(host.BaseUrl, RawCall.Request("POST /api/videos/uploads", host.Keys.Upload, $"{header}Content-Type: application/json\r\nContent-Length: {text.Length}\r\n", text));

        Assert.Equal(400, answer.Status);
        Assert.Equal(0, (await host.As(host.Keys.Admin).GetAnswer(SpatialGenDriver.Uploads)).Ok().Json.GetProperty("uploads").GetArrayLength());
    }
}
