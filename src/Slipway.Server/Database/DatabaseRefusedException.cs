namespace Slipway.Server.Database;

/// <summary>The database cannot be used as it is; the message says why, and what to do. Ends the start of the program.</summary>
internal sealed class DatabaseRefusedException(string message, Exception? cause = null) : IOException(message, cause);
