using System.Net;
using System.Net.Http.Headers;
using Slipway.Core;
using Slipway.Core.Objects;
using Slipway.Core.Signing;
using Slipway.Core.Uploads;
using Slipway.Tests.Support;

namespace Slipway.Tests.Contracts;

/// <summary>A store under test, and a client that knows nothing but its URLs.</summary>
/// <param name="PartBytes">The size of a whole part: small where the store allows it, for speed.</param>
internal sealed record StoreWorld(IObjectStore Store, HttpClient Http, StoreEndpoint Endpoint, int PartBytes, Func<ValueTask> Close) : IAsyncDisposable
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static SigningWindow Window => SigningWindow.At(TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1), DateTimeOffset.MaxValue);

    public static ObjectKey NewKey() => new($"tests/{Randomness.System.NewName(20)}/object.bin");

    /// <summary>Content that a mixed-up part would not match.</summary>
    public static byte[] Content(int bytes, int seed = 1)
    {
        var content = new byte[bytes];
        new SeededRandomness(seed).Fill(content);
        return content;
    }

    public async Task<StoreUpload> StartAsync(PartPlan plan)
    {
        var key = NewKey();
        return new StoreUpload(key, await Store.StartAsync(key, plan, "video/quicktime", Ct), plan);
    }

    public string Url(StoreUpload upload, int part) => Store.PartSigner(upload, Window, Endpoint).Url(part);

    public Task<HttpResponseMessage> TryPutAsync(StoreUpload upload, int part, ReadOnlyMemory<byte> content) =>
        Http.PutAsync(Url(upload, part), new ReadOnlyMemoryContent(content), Ct);

    /// <returns>The token, as the header carries it.</returns>
    public async Task<string> PutAsync(StoreUpload upload, int part, ReadOnlyMemory<byte> content)
    {
        using var answer = await TryPutAsync(upload, part, content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer.Headers.ETag!.Tag;
    }

    /// <summary>Sends every part of a planned file, in turn.</summary>
    public async Task<PartTokens> PutAllAsync(StoreUpload upload, ReadOnlyMemory<byte> content)
    {
        var builder = new PartTokensBuilder();
        for (var part = 1; part <= upload.Plan.Count; part++)
        {
            var token = await PutAsync(upload, part, PartOf(upload.Plan, part, content));
            builder.Add(part, System.Text.Encoding.UTF8.GetBytes(token));
        }

        return builder.Build();
    }

    public static ReadOnlyMemory<byte> PartOf(PartPlan plan, int part, ReadOnlyMemory<byte> content) =>
        content.Slice((int)plan.OffsetOf(part), (int)plan.LengthOf(part));

    public Task<HttpResponseMessage> GetAsync(ObjectKey key, RangeHeaderValue? range = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Store.ReadUrl("GET", key, Window, Endpoint));
        request.Headers.Range = range;
        return Http.SendAsync(request, Ct);
    }

    public async Task<byte[]> ReadAsync(ObjectKey key)
    {
        using var answer = await GetAsync(key);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    public static async Task<string> CodeOf(HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(Ct);
        return System.Xml.Linq.XDocument.Parse(body).Root!.Elements().Single(element => element.Name.LocalName == "Code").Value;
    }

    public ValueTask DisposeAsync() => Close();
}
