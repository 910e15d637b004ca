namespace Slipway.Server.Configuration;

/// <summary>The settings cannot be used. Names every fault, each with its key and value.</summary>
public sealed class SettingsFaultException(IReadOnlyList<string> faults)
    : Exception("The configuration has faults:" + string.Concat(faults.Select(fault => $"{Environment.NewLine}  - {fault}")))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
