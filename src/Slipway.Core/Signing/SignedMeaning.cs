using System.Globalization;

namespace Slipway.Core.Signing;

/// <summary>What a signature is over, and, once it has been found good, what that says.</summary>
internal static class SignedMeaning
{
    private const int MaxPartNumber = 10_000;

    /// <summary>Writes the canonical request. False: a signed header is absent.</summary>
    public static bool TryWriteCanonicalRequest(
        in SignedRequest request, ReadOnlySpan<char> path, in SignedQuery query, in SignedHeaders headers, ref ByteText text)
    {
        text.Append(request.Method);
        text.Append((byte)'\n');
        text.Append(path);
        text.Append((byte)'\n');
        WriteQuery(query, ref text);
        text.Append((byte)'\n');
        if (!headers.TryWrite(request, ref text))
        {
            return false;
        }

        text.Append((byte)'\n');
        text.Append(headers.Names);
        text.Append((byte)'\n');
        if (query.Has(QueryParameter.ContentSha256))
        {
            text.Append(query[QueryParameter.ContentSha256]);
        }
        else
        {
            var declared = headers.Contain(SignedRequest.ContentSha256) ? request.Single(SignedRequest.ContentSha256) : null;
            text.Append(declared ?? SigningScope.UnsignedPayload);
        }

        return true;
    }

    public static SignatureVerdict Read(
        in SignedRequest request, ReadOnlySpan<char> path, in SignedQuery query, in SignedHeaders headers, string accessKeyId, DateTimeOffset expiresAt)
    {
        if (headers.AskForMore())
        {
            return SignatureRefusal.HeaderNotImplemented;
        }

        if (ReadContentSha256(request, query, out var contentSha256) is { } unreadable)
        {
            return unreadable;
        }

        if (ReadPart(query, out var partNumber, out var uploadId) is { } noPart)
        {
            return noPart;
        }

        var slash = path[1..].IndexOf('/') + 1;
        return new VerifiedRequest
        {
            Method = request.Method,
            CanonicalPath = path.ToString(),
            Bucket = PercentText.Decode(path[1..slash])!, // a canonical path is UTF-8
            Key = PercentText.Decode(path[(slash + 1)..])!,
            PartNumber = partNumber,
            UploadId = uploadId,
            SignedContentLength = headers.Contain("content-length") ? request.ContentLength : null,
            ContentSha256 = contentSha256,
            AccessKeyId = accessKeyId,
            ExpiresAt = expiresAt,
        };
    }

    private static void WriteQuery(in SignedQuery query, ref ByteText text)
    {
        var first = true;
        for (var index = 0; index < SignedQuery.Count; index++)
        {
            var parameter = (QueryParameter)index;
            if (parameter == QueryParameter.Signature || !query.Has(parameter))
            {
                continue;
            }

            text.Append(first ? "" : "&");
            text.Append(SignedQuery.NameOf(parameter));
            text.Append((byte)'=');
            text.AppendCanonical(query[parameter]);
            first = false;
        }
    }

    private static SignatureRefusal? ReadContentSha256(in SignedRequest request, in SignedQuery query, out string? sha256)
    {
        sha256 = null;
        var inQuery = query.Has(QueryParameter.ContentSha256) ? query[QueryParameter.ContentSha256].ToString() : null;
        var inHeader = request.Single(SignedRequest.ContentSha256);
        if ((inHeader is null && request.Has(SignedRequest.ContentSha256)) || (inHeader is not null && inQuery is not null && inHeader != inQuery))
        {
            return SignatureRefusal.BadContentSha256;
        }

        var declared = inHeader ?? inQuery;
        if (declared is null or SigningScope.UnsignedPayload)
        {
            return null;
        }

        if (declared.StartsWith("STREAMING-", StringComparison.Ordinal))
        {
            return SignatureRefusal.StreamingNotImplemented;
        }

        if (declared.Length != 64 || declared.AsSpan().ContainsAnyExcept(PercentText.LowerHex))
        {
            return SignatureRefusal.BadContentSha256;
        }

        sha256 = declared;
        return null;
    }

    private static SignatureRefusal? ReadPart(in SignedQuery query, out int? partNumber, out string? uploadId)
    {
        partNumber = null;
        uploadId = null;
        if (!query.Has(QueryParameter.PartNumber) && !query.Has(QueryParameter.UploadId))
        {
            return null;
        }

        var text = query[QueryParameter.PartNumber];
        uploadId = PercentText.Decode(query[QueryParameter.UploadId]);
        if (string.IsNullOrEmpty(uploadId)
            || text.StartsWith('0')
            || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > MaxPartNumber)
        {
            return SignatureRefusal.BadPartNumber;
        }

        partNumber = number;
        return null;
    }
}
