using Microsoft.Extensions.Options;

namespace Slipway.Server.Database;

/// <summary>Where the facts of uploads lie. Section "Database".</summary>
internal sealed class DatabaseOptions
{
    /// <summary>The file that SQLite keeps in the data folder.</summary>
    public const string SqliteFile = "slipway.db";

    /// <summary>Which database: <c>sqlite</c>, a file in the data folder. Default <c>sqlite</c>.</summary>
    public string Provider { get; set; } = "sqlite";

    internal sealed class Validator : IValidateOptions<DatabaseOptions>
    {
        public ValidateOptionsResult Validate(string? name, DatabaseOptions options) =>
            string.Equals(options.Provider, "sqlite", StringComparison.OrdinalIgnoreCase)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"Database:Provider: is {options.Provider}; it must be sqlite.");
    }
}
