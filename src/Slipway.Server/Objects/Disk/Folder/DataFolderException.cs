namespace Slipway.Server.Objects.Disk.Folder;

/// <summary>The data folder cannot be used as it is. The message says what to do, and is meant to be shown as it stands.</summary>
internal sealed class DataFolderException(string message) : IOException(message);
