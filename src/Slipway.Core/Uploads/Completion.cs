namespace Slipway.Core.Uploads;

/// <summary>What a completion rests on. Never a default: each dialect says which it means.</summary>
public sealed class Completion
{
    private readonly PartTokens? _tokens;
    private readonly bool _unlisted;

    private Completion(PartTokens? tokens, bool unlisted = false)
    {
        _tokens = tokens;
        _unlisted = unlisted;
    }

    /// <summary>Every part must be held by the store; its own list is taken for the tokens.</summary>
    public static Completion FromStorage { get; } = new(null);

    /// <summary>No parts were named: enough for a file of one part, refused for any other.</summary>
    public static Completion Unlisted { get; } = new(null, unlisted: true);

    /// <summary>Every part must be listed, and be the one that its token names.</summary>
    public static Completion Whole(PartTokens tokens) => new(tokens);

    /// <summary>The tokens that the store is to check; null for its own list.</summary>
    /// <exception cref="UploadRefusedException">The tokens do not cover the plan.</exception>
    internal PartTokens? TokensFor(PartPlan plan)
    {
        if (plan.Count == 1 && (_unlisted || _tokens is { Count: 0 }))
        {
            return null;
        }

        if (_unlisted)
        {
            throw new UploadRefusedException(UploadError.NoParts(plan.Count));
        }

        _tokens?.RefuseUnlessWhole(plan);
        return _tokens;
    }
}
