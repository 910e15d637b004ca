namespace Slipway.Server.Checking;

/// <summary>Something that must hold and does not.</summary>
/// <param name="Invariant">Which rule, by its short name (<c>I3</c>).</param>
/// <param name="Subject">What it was found on.</param>
/// <param name="What">What is wrong, in a sentence.</param>
internal sealed record Finding(string Invariant, string Subject, string What);
