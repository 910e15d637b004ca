using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Core.Access;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>
/// SpatialGen's Direct Upload API: start, part-urls, complete, cancel as the vendor documents them, and three reads of our own.
/// docs/dialects/spatialgen.md has the wire table.
/// </summary>
internal static class SpatialGenApi
{
    private const string Group = "/{groupId}";
    private const string File = "/{groupId}/files/{fileId}";

    private static readonly Admits Uploaders = new(Role.Upload, Role.Admin);
    private static readonly Admits Admins = new(Role.Admin);

    public static void MapSpatialGen(this IEndpointRouteBuilder app)
    {
        var dialect = new SpatialGenDialect();
        var uploads = app.MapGroup("/api/videos/uploads").WithMetadata(dialect);

        uploads.MapPost("/", Start).WithMetadata(Uploaders);
        uploads.MapGet("/", List).WithMetadata(Admins);
        uploads.MapGet(Group, View).WithMetadata(Uploaders);
        uploads.MapDelete(Group, Cancel).WithMetadata(Uploaders);
        uploads.MapPost(File + "/part-urls", PartUrls).WithMetadata(Uploaders);
        uploads.MapPost(File + "/complete", Complete).WithMetadata(Uploaders);
        uploads.MapGet(File + "/parts", Parts).WithMetadata(Uploaders);

        foreach (var address in (string[])["/", Group, File + "/part-urls", File + "/complete", File + "/parts"])
        {
            uploads.Map(address, NoSuchMethod).WithMetadata(Uploaders);
        }

        uploads.Map("/{**rest}", NoSuchAddress).WithMetadata(Uploaders);
    }

    private static async Task<IResult> Start(HttpContext context, SpatialGenRules rules, StartGroup startGroup)
    {
        var ct = context.RequestAborted;
        using var body = await JsonBody.ReadAsync(context.Request, JsonLimits.ControlBytes, ct);
        var order = rules.Read(body.Fields());
        var claim = IdempotencyKey.Of(context.Request) is { } key ? new IdempotencyClaim(key, SHA256.HashData(body.Utf8)) : null;
        var group = await startGroup.RunAsync(Caller.Of(context).Project, SpatialGenDialect.CatalogName, order.Asset, order.Files, claim, ct);
        return TypedResults.Json(StartAnswer.Of(group), SpatialGenJson.Default.StartAnswer);
    }

    private static async Task PartUrls(HttpContext context, string groupId, string fileId, SignParts signParts)
    {
        var ct = context.RequestAborted;
        using var body = await JsonBody.ReadAsync(context.Request, JsonLimits.ControlBytes, ct);
        var wanted = body.Fields();
        var signed = await signParts.RunAsync(
            AddressOf(context, groupId), IdOf(fileId), plan => PartSelection.Read(wanted, plan), Origin.Of(context), ct);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store"; // every URL in it is a secret
        await PartUrlsWriter.WriteAsync(context.Response.BodyWriter, signed, ct);
    }

    private static async Task<IResult> Complete(HttpContext context, string groupId, string fileId, CompleteFile completeFile)
    {
        var ct = context.RequestAborted;
        using var body = await JsonBody.ReadAsync(context.Request, JsonLimits.CompleteBytes, ct);
        var id = IdOf(fileId);
        var group = await completeFile.RunAsync(AddressOf(context, groupId), id, CompletionReader.Read(body.Utf8), ct);
        return TypedResults.Json(CompleteAnswer.Of(group, id), SpatialGenJson.Default.CompleteAnswer);
    }

    private static async Task<IResult> Cancel(HttpContext context, string groupId, CancelGroup cancelGroup) => TypedResults.Json(
        CancelAnswer.Of(await cancelGroup.RunAsync(AddressOf(context, groupId), context.RequestAborted)), SpatialGenJson.Default.CancelAnswer);

    private static async Task<IResult> View(HttpContext context, string groupId, ViewGroup viewGroup) => TypedResults.Json(
        GroupAnswer.Of(await viewGroup.RunAsync(AddressOf(context, groupId), context.RequestAborted)), SpatialGenJson.Default.GroupAnswer);

    private static async Task<IResult> List(HttpContext context, ListGroups listGroups, TimeProvider time)
    {
        var query = QueryFields.Of(context.Request, "status", "before", "limit");
        var filter = query.Text("status") is { } status
            ? SpatialGenStatus.Parse(status) ?? throw JsonFields.Refused("unknown_status", "status must be pending, uploading, completed, canceled or expired.")
            : ((GroupState State, bool? Started)?)null;
        var limit = query.Integer("limit", 1, ListGroups.MaxLimit) ?? 100;
        var groups = await listGroups.RunAsync(
            new GroupQuery(Caller.Of(context).Project, SpatialGenDialect.CatalogName, filter?.State, filter?.Started, query.Id("before"), limit), context.RequestAborted);
        var now = time.GetUtcNow();
        return TypedResults.Json(
            new GroupListAnswer([.. groups.Select(group => GroupLine.Of(group, now))], groups.Count == limit ? groups[^1].Id : null),
            SpatialGenJson.Default.GroupListAnswer);
    }

    private static async Task<IResult> Parts(HttpContext context, string groupId, string fileId, ListParts listParts)
    {
        var query = QueryFields.Of(context.Request, "after", "limit");
        var page = await listParts.RunAsync(
            AddressOf(context, groupId),
            IdOf(fileId),
            query.Integer("after", 0, int.MaxValue) ?? 0,
            query.Integer("limit", 1, ListParts.MaxLimit) ?? ListParts.MaxLimit,
            context.RequestAborted);
        var lines = page.Parts.Select(part => new PartLine(part.Number, part.Bytes, $"\"{part.ETag}\"", part.Crc64Nvme?.ToString("x16")));
        return TypedResults.Json(new PartListAnswer(IdOf(fileId), [.. lines], page.NextAfter), SpatialGenJson.Default.PartListAnswer);
    }

    private static void NoSuchMethod(HttpContext context) => throw new UploadRefusedException(UploadError.MethodNotAllowed(context.Request.Method));

    private static void NoSuchAddress(HttpContext context) => throw new UploadRefusedException(UploadError.NotFound("address"));

    private static GroupAddress AddressOf(HttpContext context, string groupId) => new(Caller.Of(context).Project, SpatialGenDialect.CatalogName, IdOf(groupId));

    private static Guid IdOf(string text) => WireId.TryParse(text) ?? throw new UploadRefusedException(UploadError.NotFound("upload group or file"));
}
