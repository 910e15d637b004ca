using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects.SpatialGen;

/// <summary>SpatialGen's Direct Upload API: its key header and its errors. The vendor documents no error body; docs/dialects/spatialgen.md has our choice.</summary>
internal sealed class SpatialGenDialect : IDialect
{
    public const string CatalogName = "spatialgen";

    public const string KeyHeader = "X-SPATIALGEN-APPKEY";

    public string Name => CatalogName;

    public string? KeyOf(HttpRequest request) => request.Headers[KeyHeader] is [var only] ? only : null;

    public IResult Render(UploadError error) => new PlainRefusal(error, $"ApiKey realm=\"slipway\", header=\"{KeyHeader}\"");
}
