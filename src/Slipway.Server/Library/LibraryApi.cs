using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Core.Access;
using Slipway.Core.Library;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects;
using Slipway.Server.Dialects.Json;

namespace Slipway.Server.Library;

/// <summary>Reads of what completed groups became: Slipway's own API, the same whatever dialect a group came through.</summary>
internal static class LibraryApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    private static readonly Admits Readers = new(Role.ReadOnly, Role.Admin);

    public static void MapLibrary(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api").WithMetadata(new LibraryDialect(), Readers);
        api.MapGet("/library", List);
        api.MapGet("/library/{id}", Find);
        api.MapGet("/jobs", ListJobs);
        api.Map("/{**rest}", NoSuchAddress);
    }

    private static async Task<IResult> List(HttpContext context, ILibrary library)
    {
        var (before, limit) = PageOf(context.Request);
        var items = await library.ListAsync(Caller.Of(context).Project, before, limit, context.RequestAborted);
        var answer = new ItemListAnswer([.. items.Select(ItemAnswer.Of)], items.Count == limit ? items[^1].Id : null);
        return TypedResults.Json(answer, LibraryJson.Default.ItemListAnswer);
    }

    private static async Task<IResult> Find(HttpContext context, string id, ILibrary library) =>
        long.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && await library.FindAsync(Caller.Of(context).Project, number, context.RequestAborted) is { } item
            ? TypedResults.Json(ItemAnswer.Of(item), LibraryJson.Default.ItemAnswer)
            : throw new UploadRefusedException(UploadError.NotFound("library item"));

    private static async Task<IResult> ListJobs(HttpContext context, ILibrary library)
    {
        var (before, limit) = PageOf(context.Request);
        var jobs = await library.ListJobsAsync(Caller.Of(context).Project, before, limit, context.RequestAborted);
        var answer = new JobListAnswer([.. jobs.Select(JobAnswer.Of)], jobs.Count == limit ? jobs[^1].LibraryId : null);
        return TypedResults.Json(answer, LibraryJson.Default.JobListAnswer);
    }

    private static (long? Before, int Limit) PageOf(HttpRequest request)
    {
        var query = QueryFields.Of(request, "before", "limit");
        return (query.Long("before", 1, long.MaxValue), query.Integer("limit", 1, MaxLimit) ?? DefaultLimit);
    }

    private static void NoSuchAddress(HttpContext context) => throw new UploadRefusedException(
        HttpMethods.IsGet(context.Request.Method) ? UploadError.NotFound("address") : UploadError.MethodNotAllowed(context.Request.Method));
}
