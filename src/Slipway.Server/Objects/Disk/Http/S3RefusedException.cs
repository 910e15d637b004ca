namespace Slipway.Server.Objects.Disk.Http;

/// <summary>Carries a refusal from wherever a rule is broken to where it is answered.</summary>
internal sealed class S3RefusedException(S3Error error) : Exception(error.Message)
{
    public S3Error Error { get; } = error;
}
