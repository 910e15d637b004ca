namespace Slipway.Client;

/// <summary>Why an upload could not go on. What to do about it is in the exception's message.</summary>
public enum UploadFailure
{
    /// <summary>The server does not know the key, or its role may not upload.</summary>
    KeyRefused,

    /// <summary>The server or the store refused something that trying again cannot change.</summary>
    Refused,

    /// <summary>Every try failed: no connection, no answer in time, or answers that say "later".</summary>
    Unreachable,

    /// <summary>A file is not the one with which the upload began. A <see cref="FileChangedException"/>.</summary>
    FileChanged,

    /// <summary>The upload was canceled, or expired, while it ran.</summary>
    Ended,

    /// <summary>A local file is missing, empty or cannot be read.</summary>
    LocalFile,
}

/// <summary>An upload that failed. The message is one clear sentence and never holds a key or a signed address.</summary>
public class SlipwayException : Exception
{
    internal SlipwayException(UploadFailure failure, string message, string? code = null, Exception? inner = null)
        : base(message, inner)
    {
        Failure = failure;
        Code = code;
    }

    /// <summary>The kind of failure.</summary>
    public UploadFailure Failure { get; }

    /// <summary>The server's own code for it, like <c>layout_invalid</c>, where it gave one.</summary>
    public string? Code { get; }
}

/// <summary>A local file is not the one with which the upload began. Nothing of it was mixed with the old one.</summary>
public sealed class FileChangedException : SlipwayException
{
    internal FileChangedException(string path, int? partNumber, string difference)
        : base(UploadFailure.FileChanged, $"{path} has changed since its upload began: {difference}.")
    {
        Path = path;
        PartNumber = partNumber;
    }

    /// <summary>The file's absolute path.</summary>
    public string Path { get; }

    /// <summary>The first part found to differ, from 1; null when the size already says so.</summary>
    public int? PartNumber { get; }
}
