using Microsoft.AspNetCore.Http;
using Slipway.Core.Uploads;

namespace Slipway.Server.Dialects;

/// <summary>A wire API: what of it the shared parts need to know. Sits on a dialect's routes as metadata.</summary>
internal interface IDialect
{
    /// <summary>Its name in the catalog: a group answers only to the dialect it was started through.</summary>
    string Name { get; }

    /// <summary>The API key of a request; null where there is none, or more than one.</summary>
    string? KeyOf(HttpRequest request);

    /// <summary>A refusal in the dialect's own shape and with its own status.</summary>
    IResult Render(UploadError error);
}
