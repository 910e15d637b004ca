using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Tests.Support;

/// <summary>How a test wants its server. Everything left out is as a user gets it, but for a free port and a folder of the test's own.</summary>
internal sealed record HostPlan
{
    /// <summary>Settings by their keys below <c>Slipway</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>A clock of the test's own; null for the machine's.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>The part size to plan with, in bytes: below what can be set, so that a file of many parts is small.</summary>
    public long? PartBytes { get; init; }

    /// <summary>Replaces parts of the server.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    /// <summary>For a test that breaks the server on purpose: errors in its log are then no failure of the test.</summary>
    public bool ErrorsExpected { get; init; }
}
