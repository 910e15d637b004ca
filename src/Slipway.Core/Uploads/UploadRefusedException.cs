namespace Slipway.Core.Uploads;

/// <summary>Carries a refusal from wherever a rule is broken to the dialect that words it.</summary>
public sealed class UploadRefusedException(UploadError error) : Exception(error.Message)
{
    public UploadError Error { get; } = error;
}
