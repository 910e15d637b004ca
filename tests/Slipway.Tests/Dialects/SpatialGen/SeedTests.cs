using System.Net;
using System.Text.RegularExpressions;
using Slipway.Tests.Support;

namespace Slipway.Tests.Dialects.SpatialGen;

/// <summary>The vendor's own examples: same names, same order, same types, same numbers.</summary>
public sealed partial class SeedTests
{
    private const long SeedBytes = 1_287_340_032;

    [Fact]
    public async Task Part_urls_answer_the_vendors_example()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SeedBytes));

        var answer = (await host.SpatialGen.PartUrlsAnswer(group.Files[0], """{"startPartNumber": 1, "count": 1}""")).Ok();

        Assert.Equal(Golden.Line(Golden.PartUrls), Golden.With(answer.Json, Golden.PartUrls, "uploadId", "parts.url", "parts.expiresAt"));
        Assert.Matches(Stamp(), answer.Json.GetProperty("parts")[0].GetProperty("expiresAt").GetString());
        Assert.Equal("application/json", answer.MediaType);
    }

    [Fact]
    public async Task The_vendors_request_for_thirteen_parts_gets_thirteen_that_cover_the_file_byte_by_byte()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SeedBytes));

        var parts = await host.SpatialGen.SignAsync(group.Files[0], """{"startPartNumber": 1, "count": 13}""");

        Assert.Equal(Enumerable.Range(1, 13), parts.Select(part => part.Number));
        Assert.Equal((104_857_600L, 0L, 104_857_599L), (parts[0].Bytes, parts[0].Start, parts[0].End));
        Assert.Equal((29_048_832L, 1_258_291_200L, 1_287_340_031L), (parts[12].Bytes, parts[12].Start, parts[12].End));
        Assert.All(parts, part => Assert.Equal(part.Bytes, part.End - part.Start + 1));
        Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End + 1, pair.Second.Start));
        Assert.Equal(13, parts.Select(part => part.Url).Distinct().Count());
    }

    [Fact]
    public async Task Complete_answers_the_vendors_example()
    {
        await using var host = await SlipwayHost.StartAsync(new HostPlan { PartBytes = SmallParts.Bytes });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SmallParts.Of(2)));
        await host.SpatialGen.UploadAndCompleteAsync(group.Files[1]);
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);

        var answer = (await host.SpatialGen.CompleteAnswer(group.Files[0], tags)).Ok();

        Assert.Equal(Golden.Line(Golden.Complete), Golden.With(answer.Json, Golden.Complete, "uploadId", "totalBytes", "partSizeBytes", "totalParts", "libraryId"));
    }

    [Fact]
    public async Task Until_the_group_is_whole_libraryId_is_there_and_null()
    {
        await using var host = await SlipwayHost.StartAsync();
        var group = await host.SpatialGen.StartAsync(StartBody.Separate());
        var tags = await host.SpatialGen.UploadAsync(group.Files[0]);

        var answer = (await host.SpatialGen.CompleteAnswer(group.Files[0], tags)).Ok();

        Assert.EndsWith("\"status\":\"completed\",\"libraryId\":null}", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_answers_the_vendors_example()
    {
        await using var host = await SlipwayHost.StartAsync();
        var body = StartBody.Separate().File("a.m4a", "audio", 5, "en").File("b.m4a", "audio", 5, "fr").File("c.srt", "subtitle", 5, "fr");
        var group = await host.SpatialGen.StartAsync(body);

        var answer = (await host.SpatialGen.CancelAnswer(group)).Ok();

        Assert.Equal(Golden.Line(Golden.Cancel), Golden.With(answer.Json, Golden.Cancel, "sessionId", "canceledAt"));
        Assert.Matches(Stamp(), answer.Json.GetProperty("canceledAt").GetString());
    }

    [Fact]
    public async Task The_vendors_upload_code_works_as_written()
    {
        // slice(byteStart, byteEnd + 1), PUT with no key and no Content-Type, ETag from the header with its quotes, libraryId from the last complete
        await using var host = await SlipwayHost.StartAsync(new HostPlan { PartBytes = SmallParts.Bytes });
        var group = await host.SpatialGen.StartAsync(StartBody.Separate(SmallParts.Of(3) - 1));
        CompletedFile? completed = null;
        foreach (var file in group.Files)
        {
            var content = new byte[file.Bytes];
            new Random(5).NextBytes(content);
            var tags = new List<PartTag>();
            foreach (var part in await host.SpatialGen.SignAsync(file, $$"""{"startPartNumber": 1, "count": {{file.Parts}}}"""))
            {
                using var response = await host.SpatialGen.PutAsync(part.Url, content[(int)part.Start..(int)(part.End + 1)]);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                var tag = response.Headers.GetValues("ETag").Single();
                Assert.True(tag.Length > 2 && tag[0] == '"' && tag[^1] == '"', tag);
                tags.Add(new PartTag(part.Number, tag));
            }

            completed = await host.SpatialGen.CompleteAsync(file, tags);
        }

        Assert.True(completed!.LibraryId > 0);
    }

    [Fact]
    public async Task A_single_put_may_carry_the_browsers_content_type()
    {
        await using var host = await SlipwayHost.StartAsync();
        var file = (await host.SpatialGen.StartAsync(StartBody.Flat(4))).Files[0];
        var part = Assert.Single(await host.SpatialGen.SignAsync(file));
        using var request = new HttpRequestMessage(HttpMethod.Put, part.Url) { Content = new ByteArrayContent([1, 2, 3, 4]) };
        request.Content.Headers.ContentType = new("video/mp4");

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await host.SpatialGen.CompleteAsync(file)).LibraryId > 0);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Stamp();
}
