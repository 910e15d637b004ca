using System.Net;
using System.Text;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>Valid calls with something wrong in them: nothing that a client sends is a fault of ours. The seed is fixed; another replays by SEED=.</summary>
public sealed class FuzzTests
{
    private const int Calls = 2000;

    private static readonly string[] Words =
    [
        "null", "true", "-1", "0", "1e999", "9223372036854775808", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[", "\"" + new string('x', 300) + "\"", "\u00ff", "NaN",
        "\"video\"", "\"2D\"", ",", ":", "\"", "\\", "}", "]", "\r\n", "\0", "\uFEFF",
    ];

    [Fact]
    public async Task Two_thousand_broken_calls_are_no_fault_of_ours()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : 20260701;
        var random = new Random(seed);
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SmallParts.Of(3)));
        var counts = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < Calls; i++)
        {
            var (method, path, body) = Pick(random, group);
            var (brokenPath, brokenBody) = random.Next(4) == 0 ? (Broken(random, path), body) : (path, Broken(random, body));
            try
            {
                var answer = await SendAsync(random, host, method, brokenPath, brokenBody);
                counts[answer.Status] = counts.GetValueOrDefault(answer.Status) + 1;
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or HttpRequestException)
            {
                Assert.Fail($"SEED={seed}, call {i}: {method} {brokenPath} {brokenBody}: {failure.Message}");
            }
        }

        Assert.True(counts.GetValueOrDefault(HttpStatusCode.BadRequest) > Calls / 4, $"SEED={seed}: too few calls were broken enough");
        Assert.True(counts.GetValueOrDefault(HttpStatusCode.OK) > 10, $"SEED={seed}: too few calls were nearly right");
    }

    private static (HttpMethod Method, string Path, string Body) Pick(Random random, StartedGroup group)
    {
        var file = group.Files[random.Next(2)];
        return random.Next(6) switch
        {
            0 or 1 => (HttpMethod.Post, SpatialGenDriver.Uploads, StartBody.Separate(random.Next(1, 5000)).File("a.m4a", "audio", 5, "en").With("description", "x").Text),
            2 => (HttpMethod.Post, $"{file.Path}/part-urls", """{"startPartNumber": 1, "count": 3}"""),
            3 => (HttpMethod.Post, $"{file.Path}/part-urls", """{"partNumbers": [1]}"""),
            4 => (HttpMethod.Post, $"{file.Path}/complete", """{"parts": [{"partNumber": 1, "etag": "\"a\""}, {"partNumber": 2, "etag": "b"}, {"partNumber": 3, "etag": "c"}]}"""),
            _ => (HttpMethod.Get, $"{file.Path}/parts?limit=5&after=0", ""),
        };
    }

    private static async Task<Answer> SendAsync(Random random, SlipwayHost host, HttpMethod method, string path, string body)
    {
        var content = new ByteArrayContent(random.Next(20) == 0 ? Encoding.Latin1.GetBytes(body) : Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", random.Next(20) == 0 ? Header(random) : "application/json");
        (string, string)[] headers = random.Next(10) == 0 ? [("Idempotency-Key", random.Next(2) == 0 ? "again" : Header(random))] : [];
        var address = $"{host.BaseUrl.GetLeftPart(UriPartial.Authority)}/{path.TrimStart('/')}"; // or "//name" would be another host
        return await host.As(random.Next(40) == 0 ? Header(random) : host.Keys.Admin).SendAnswer(method, address, method == HttpMethod.Get ? null : content, headers);
    }

    // Only what the client library sends at all; the raw sockets of other tests send the rest.
    private static string Header(Random random) => string.Concat(Words[random.Next(Words.Length)].Where(character => character is >= ' ' and <= '~'));

    private static string Broken(Random random, string text)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(0, 8), text.Length - at);
            text = random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Words[random.Next(Words.Length)]),
                2 => text.Remove(at, length).Insert(at, Words[random.Next(Words.Length)]),
                _ => text.Insert(at, text.Substring(at, length)),
            };
        }

        return text;
    }
}
