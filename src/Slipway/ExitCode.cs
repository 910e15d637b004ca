namespace Slipway.Program;

/// <summary>How the commands that run beside or as the server end.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something unexpected; the message says what.</summary>
    public const int Failed = 1;

    /// <summary>The arguments or the configuration cannot be used.</summary>
    public const int Usage = 2;

    /// <summary>There is no such key.</summary>
    public const int NotFound = 3;

    /// <summary>A check found something wrong.</summary>
    public const int Findings = 4;
}
