using System.Globalization;
using System.Text.Json.Serialization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Benchmarks.Peers;

/// <summary>
/// A bare minimal API in a process of its own (`peer PORT [FILE]`): what ASP.NET Core costs when it does nothing (/hello), sends ready bytes
/// (/ready, the content of FILE), or signs part URLs with the AWS SDK (/aws).
/// </summary>
internal static class PeerHost
{
    public static async Task RunAsync(int port, string? file)
    {
        var ready = file is null ? [] : await File.ReadAllBytesAsync(file);
        using var s3 = new AmazonS3Client(
            new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            new AmazonS3Config { ServiceURL = "https://s3.us-west-004.example.com", ForcePathStyle = true, AuthenticationRegion = "us-west-004" });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        app.MapPost("/hello", () => TypedResults.Json(new Hello("hello", 42), PeerJson.Default.Hello));
        app.MapPost("/ready", (HttpContext context) => SendAsync(context.Response, ready));
        app.MapPost("/aws", (int count) => TypedResults.Json(Sign(s3, count), PeerJson.Default.PartList));
        await app.RunAsync();
    }

    private static async Task SendAsync(HttpResponse response, byte[] bytes)
    {
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes);
    }

    private static PartList Sign(AmazonS3Client s3, int count)
    {
        const long PartBytes = 100L << 20;
        var expires = TimeProvider.System.GetUtcNow().AddHours(12).UtcDateTime;
        var stamp = expires.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var parts = new List<Part>(count);
        for (var number = 1; number <= count; number++)
        {
            var url = s3.GetPreSignedURL(new GetPreSignedUrlRequest
            {
                BucketName = "slipway",
                Key = "default/0193a6b2-95e0-7c8b-a634-b0fa9976f6ff/402f0bda-a0fa-4551-ae28-7300ab6678dd.mov",
                UploadId = "4_z27c88f1d182b150646ff0b16_f200ec353a2184825",
                PartNumber = number,
                Verb = HttpVerb.PUT,
                Expires = expires,
                Protocol = Protocol.HTTPS,
            });
            parts.Add(new Part(number, PartBytes, (number - 1) * PartBytes, (number * PartBytes) - 1, url, stamp));
        }

        return new PartList("402f0bda-a0fa-4551-ae28-7300ab6678dd", parts);
    }
}

internal sealed record Hello(string Message, int Number);

internal sealed record Part(int PartNumber, long SizeBytes, long ByteStart, long ByteEnd, string Url, string ExpiresAt);

internal sealed record PartList(string UploadId, IReadOnlyList<Part> Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(PartList))]
internal sealed partial class PeerJson : JsonSerializerContext;
