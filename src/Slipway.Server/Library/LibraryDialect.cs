using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;
using Slipway.Server.Dialects;

namespace Slipway.Server.Library;

/// <summary>How Slipway's own API takes its key (Bearer, or the header of a dialect that has one) and words a refusal.</summary>
internal sealed class LibraryDialect : IDialect
{
    private const string Bearer = "Bearer ";

    public string Name => "slipway";

    public string? KeyOf(HttpRequest request) =>
        request.Headers[Dialects.SpatialGen.SpatialGenDialect.KeyHeader] is [var key] ? key
        : request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim()
        : null;

    public IResult Render(UploadError error) => new PlainRefusal(error, "Bearer realm=\"slipway\"");
}
