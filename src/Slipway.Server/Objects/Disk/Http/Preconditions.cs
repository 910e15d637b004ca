using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Conditional requests, in the order of RFC 9110 §13.2.2.</summary>
internal static class Preconditions
{
    /// <summary>200: go on; 304 or 412 otherwise.</summary>
    public static int Evaluate(IHeaderDictionary headers, string etag, DateTimeOffset modifiedAt)
    {
        var modified = ToSeconds(modifiedAt);
        if (headers.IfMatch is { Count: > 0 } match)
        {
            if (!Lists(match, etag, strong: true))
            {
                return StatusCodes.Status412PreconditionFailed;
            }
        }
        else if (Date(headers.IfUnmodifiedSince) is { } unmodifiedSince && modified > unmodifiedSince)
        {
            return StatusCodes.Status412PreconditionFailed;
        }

        if (headers.IfNoneMatch is { Count: > 0 } noneMatch)
        {
            return Lists(noneMatch, etag, strong: false) ? StatusCodes.Status304NotModified : StatusCodes.Status200OK;
        }

        return Date(headers.IfModifiedSince) is { } modifiedSince && modified <= modifiedSince
            ? StatusCodes.Status304NotModified
            : StatusCodes.Status200OK;
    }

    /// <summary>Whether a range may be answered with a range: the object is still the one that the client has the rest of (<c>If-Range</c>).</summary>
    public static bool RangeHolds(StringValues ifRange, string etag, DateTimeOffset modifiedAt) =>
        ifRange.Count == 0
        || (EntityTagHeaderValue.TryParse(ifRange.ToString(), out var tag)
            ? tag.Compare(new EntityTagHeaderValue($"\"{etag}\""), useStrongComparison: true)
            : Date(ifRange) == ToSeconds(modifiedAt));

    private static bool Lists(StringValues values, string etag, bool strong)
    {
        var own = new EntityTagHeaderValue($"\"{etag}\"");
        return EntityTagHeaderValue.TryParseList(values, out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, strong));
    }

    private static DateTimeOffset? Date(StringValues value) =>
        HeaderUtilities.TryParseDate(value.ToString(), out var date) ? date : null;

    /// <summary>HTTP dates have no fractions.</summary>
    private static DateTimeOffset ToSeconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
}
