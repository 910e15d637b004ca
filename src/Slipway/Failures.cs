using Slipway.Core.Uploads;
using Slipway.Server.Configuration;

namespace Slipway.Program;

/// <summary>What a person sees of a failure: one clear text on standard error, and an exit code; never a stack trace.</summary>
internal static class Failures
{
    public static async Task<int> ExplainAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (SettingsFaultException faults)
        {
            await Console.Error.WriteLineAsync(faults.Message);
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or UploadRefusedException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"slipway: {failure.Message}");
            return ExitCode.Failed;
        }
    }
}
