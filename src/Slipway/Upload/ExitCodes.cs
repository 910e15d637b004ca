using Slipway.Client;

namespace Slipway.Program.Upload;

/// <summary>What <c>slipway upload</c> answers to the shell. Part of its contract: scripts rely on it.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Unexpected = 1;
    public const int Usage = 2;
    public const int KeyRefused = 3;
    public const int Refused = 4;
    public const int Unreachable = 5;
    public const int FileChanged = 6;
    public const int Interrupted = 130;

    public const string Help = """
        Exit codes: 0 done; 1 unexpected; 2 usage (options, or a file that cannot be read); 3 key refused; 4 the server refused the upload;
        5 server unreachable after all retries; 6 a file changed since its upload began; 130 interrupted (run the same command to continue).
        """;

    public static int Of(UploadFailure failure) => failure switch
    {
        UploadFailure.KeyRefused => KeyRefused,
        UploadFailure.Refused or UploadFailure.Ended => Refused,
        UploadFailure.Unreachable => Unreachable,
        UploadFailure.FileChanged => FileChanged,
        UploadFailure.LocalFile => Usage,
        _ => Unexpected,
    };
}
