namespace Slipway.Client;

/// <summary>What to upload: one video and the files that belong to it, finished together or not at all.</summary>
/// <remarks>
/// Two requests with the same name, layout and files (absolute path, role, language) are the same upload: the second continues the first.
/// Which roles a layout needs, and which extensions a role takes, is the server's to say.
/// </remarks>
public sealed record UploadRequest
{
    /// <summary>The video's name in the library, 1 to 255 characters.</summary>
    public required string VideoName { get; init; }

    /// <summary>The files, at least one. Their order is kept.</summary>
    public required IReadOnlyList<UploadFile> Files { get; init; }

    /// <summary><c>2D</c> (default), <c>MVHEVC</c>, <c>SBS</c>, <c>TB</c>, <c>Separate</c> or <c>AIV</c>.</summary>
    public string Layout { get; init; } = "2D";

    /// <summary><c>Regular</c>, <c>180</c> or <c>360</c>; left out, the server chooses.</summary>
    public string? Perspective { get; init; }

    /// <summary>A description for the library.</summary>
    public string? Description { get; init; }

    /// <summary>The library folder; left out, the server chooses.</summary>
    public string? FolderName { get; init; }

    /// <summary>Begin anew: an open upload of these files is canceled first, a finished one is left alone and made a second time.</summary>
    public bool Restart { get; init; }

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(VideoName);
        ArgumentException.ThrowIfNullOrWhiteSpace(Layout);
        ArgumentNullException.ThrowIfNull(Files);
        if (Files.Count == 0)
        {
            throw new ArgumentException("An upload needs at least one file.");
        }

        foreach (var file in Files)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(file.Path);
            ArgumentException.ThrowIfNullOrWhiteSpace(file.Role);
        }
    }
}

/// <summary>One file of an upload.</summary>
/// <param name="Path">Where it lies; a relative path is taken from the current folder.</param>
/// <param name="Role"><c>video</c>, <c>video_left</c>, <c>video_right</c>, <c>audio</c>, <c>subtitle</c>, <c>aime</c> or <c>fcpxmld</c>.</param>
/// <param name="LanguageTag">The language of an <c>audio</c> or <c>subtitle</c>, like <c>en</c>; null for every other role.</param>
public sealed record UploadFile(string Path, string Role, string? LanguageTag = null);

/// <summary>A finished upload.</summary>
/// <param name="SessionId">The group's id on the server.</param>
/// <param name="LibraryId">The library item that the group became.</param>
/// <param name="AlreadyComplete">True when an earlier run had finished it and nothing was done.</param>
/// <param name="BytesSent">Bytes of parts that this run sent and the store confirmed.</param>
/// <param name="BytesKept">Bytes that an earlier run had stored and this one did not send.</param>
public sealed record UploadResult(string SessionId, long LibraryId, bool AlreadyComplete, long BytesSent, long BytesKept);

/// <summary>An upload that was open and is canceled now.</summary>
/// <param name="SessionId">The group's id on the server.</param>
/// <param name="BytesDiscarded">Bytes that the store held of it.</param>
public sealed record CanceledUpload(string SessionId, long BytesDiscarded);
