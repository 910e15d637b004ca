using System.Globalization;
using Slipway.Client;

namespace Slipway.Program.Upload.Reporting;

/// <summary>What bars and plain lines say alike.</summary>
internal static class Sentences
{
    public static string Finished(UploadResult done, TimeSpan took)
    {
        if (done.AlreadyComplete)
        {
            return "These files were uploaded before; --restart uploads them once more. Library item:";
        }

        var rate = took > TimeSpan.Zero ? $", {Human.Bytes(done.BytesSent / took.TotalSeconds)}/s" : "";
        var kept = done.BytesKept > 0 ? $" ({Human.Bytes(done.BytesKept)} were stored before)" : "";
        return $"Uploaded {Human.Bytes(done.BytesSent)}{kept} in {Human.Time(took)}{rate}. Library item:";
    }

    public static string Canceled(CanceledUpload? canceled) => canceled is null
        ? "No upload of these files is open."
        : $"Upload {canceled.SessionId} is canceled; {Human.Bytes(canceled.BytesDiscarded)} of it are discarded.";

    public static string Retrying(Retrying retrying) => string.Create(
        CultureInfo.InvariantCulture,
        $"Again {(retrying.Wait > TimeSpan.Zero ? $"in {retrying.Wait.TotalSeconds:0.0} s" : "at once")}: {retrying.What}: {retrying.Reason} (failed {Human.Count(retrying.Failed, "time")}).");
}
