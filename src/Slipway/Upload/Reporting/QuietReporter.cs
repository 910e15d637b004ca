using Slipway.Client;

namespace Slipway.Program.Upload.Reporting;

/// <summary>Says nothing: the library id and the errors are not its own.</summary>
internal sealed class QuietReporter : UploadReporter
{
    public override Task<T> ShowAsync<T>(Func<Task<T>> work, CancellationToken cancellation) => work();

    public override void Finished(UploadResult done, TimeSpan took)
    {
    }

    public override void Canceled(CanceledUpload? canceled)
    {
    }

    protected override void Heard(UploadEvent happened)
    {
    }
}
