namespace Slipway.Core.Uploads;

/// <summary>How uploads are planned and how long they live.</summary>
public sealed class UploadsOptions
{
    /// <summary>How long an unfinished group lives. Default 5 days (SpatialGen, "Direct Upload API": the upload group expires after 5 days).</summary>
    public TimeSpan GroupLife { get; set; } = TimeSpan.FromDays(5);

    /// <summary>How long a presigned URL lives, at most until its group expires. Default 12 hours; 1 minute to 7 days (the most that AWS Signature V4 allows).</summary>
    public TimeSpan UrlLife { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The part size to plan with, in bytes, while a file has no more parts than its store allows. Default 104,857,600 (100 MiB).</summary>
    public long PartBytes { get; set; } = PartPlan.DefaultPartBytes;

    /// <summary>The most files in one group. Default 100; 1 to 10,000.</summary>
    public int MaxFilesPerGroup { get; set; } = 100;

    /// <summary>How long a claim on completing a file holds before another may take it over. Default 2 minutes.</summary>
    public TimeSpan CompletionLease { get; set; } = TimeSpan.FromMinutes(2);
}
