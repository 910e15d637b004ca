using Slipway.Client;

namespace Slipway.Program.Upload;

/// <summary>What was asked for on the command line, understood.</summary>
internal sealed record UploadArguments(UploadRequest Request, Uri Server, string Key, int Parallel, bool Json, bool Quiet, bool Cancel);

/// <summary>A command line that cannot be meant so. The message says which value, and what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
