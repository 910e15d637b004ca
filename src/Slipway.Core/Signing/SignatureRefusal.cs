namespace Slipway.Core.Signing;

/// <summary>Why a signed request is refused, in S3's words. The texts are fixed: nothing of the request, and no secret, can be in them.</summary>
public sealed class SignatureRefusal : SignatureVerdict
{
    private SignatureRefusal(int status, string code, string message) => (Status, Code, Message) = (status, code, message);

    /// <summary>The status of the answer.</summary>
    public int Status { get; }

    /// <summary>S3's error code.</summary>
    public string Code { get; }

    public string Message { get; }

    internal static SignatureRefusal BadTarget { get; } = new(400, "InvalidURI", "The request target is not a path of an object with a query, at most 8 KiB of ASCII.");

    internal static SignatureRefusal BadPath { get; } = new(400, "InvalidURI", "The path is not /bucket/key in its canonical form: escape all but A-Z a-z 0-9 - . _ ~ in upper case, and use no empty, . or .. segment.");

    internal static SignatureRefusal BadEscape { get; } = new(400, "InvalidURI", "The query holds an incomplete percent-escape.");

    internal static SignatureRefusal UnknownParameter { get; } = new(403, "AccessDenied", "The query holds a parameter that signed URLs of this store do not have.");

    internal static SignatureRefusal RepeatedParameter { get; } = new(400, "InvalidArgument", "A query parameter is given more than once.");

    internal static SignatureRefusal OtherVersion { get; } = Query("Only Signature Version 4 with X-Amz-Algorithm=AWS4-HMAC-SHA256 and no security token is accepted.");

    internal static SignatureRefusal Anonymous { get; } = new(403, "AccessDenied", "The request is not signed.");

    internal static SignatureRefusal MissingParameter { get; } = Query("X-Amz-Algorithm, X-Amz-Credential, X-Amz-Date, X-Amz-Expires, X-Amz-SignedHeaders and X-Amz-Signature must all be given.");

    internal static SignatureRefusal TwoMechanisms { get; } = new(400, "InvalidArgument", "Only one auth mechanism allowed: the request has a signed query and an Authorization header.");

    internal static SignatureRefusal BadCredential { get; } = Query("X-Amz-Credential must be access-key-id/yyyymmdd/region/s3/aws4_request, on the day of X-Amz-Date.");

    internal static SignatureRefusal UnknownKey { get; } = new(403, "InvalidAccessKeyId", "The access key id is not one of this store's.");

    internal static SignatureRefusal OtherRegion { get; } = Query("X-Amz-Credential names another region than this store's.");

    internal static SignatureRefusal BadDate { get; } = Query("X-Amz-Date must be a time as yyyymmddThhmmssZ.");

    internal static SignatureRefusal NotYet { get; } = new(403, "RequestTimeTooSkewed", "X-Amz-Date is in the future.");

    internal static SignatureRefusal BadExpires { get; } = Query("X-Amz-Expires must be a number of seconds that this store allows.");

    internal static SignatureRefusal ExpiresOutOfRange { get; } = new(403, "AccessDenied", "X-Amz-Expires must be at least 1 and at most 604800 seconds.");

    internal static SignatureRefusal Expired { get; } = new(403, "AccessDenied", "Request has expired.");

    internal static SignatureRefusal BadSignedHeaders { get; } = Query("X-Amz-SignedHeaders must be names in lower case, in order, each once, with semicolons between them.");

    internal static SignatureRefusal HostNotSigned { get; } = new(403, "AccessDenied", "The host header must be signed.");

    internal static SignatureRefusal SignedHeaderAbsent { get; } = new(403, "AccessDenied", "X-Amz-SignedHeaders names a header that the request does not have.");

    internal static SignatureRefusal HeadersNotSigned { get; } = new(403, "AccessDenied", "There were headers present in the request which were not signed.");

    internal static SignatureRefusal DoesNotMatch { get; } = new(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");

    internal static SignatureRefusal HeaderNotImplemented { get; } = new(501, "NotImplemented", "A header you provided implies functionality that is not implemented.");

    internal static SignatureRefusal StreamingNotImplemented { get; } = new(501, "NotImplemented", "Bodies that are signed in chunks are not implemented: send UNSIGNED-PAYLOAD or no x-amz-content-sha256.");

    internal static SignatureRefusal BadContentSha256 { get; } = new(400, "InvalidArgument", "x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a SHA-256 in lower-case hex.");

    internal static SignatureRefusal BadPartNumber { get; } = new(400, "InvalidArgument", "partNumber must be an integer between 1 and 10000, inclusive, and come with an uploadId.");

    /// <summary>For a log: what was refused, and nothing of who or where.</summary>
    public override string ToString() => $"{Status} {Code}";

    private static SignatureRefusal Query(string message) => new(400, "AuthorizationQueryParametersError", message);
}
