using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects;

/// <summary>What answers where nothing is.</summary>
internal static class NoSuchAddress
{
    public static Task Refuse(HttpContext context) => throw new UploadRefusedException(UploadError.NotFound("address"));
}
