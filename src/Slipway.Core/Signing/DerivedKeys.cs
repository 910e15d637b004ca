namespace Slipway.Core.Signing;

/// <summary>The keys that a signing key has on each of the last days. URLs live for 7 days, so that 16 days do not crowd each other out.</summary>
internal sealed class DerivedKeys(SigningKey key)
{
    private const int Days = 16; // a power of two

    private readonly Derived?[] _days = new Derived?[Days];

    public SigningKey Key => key;

    /// <param name="date">yyyyMMdd.</param>
    /// <param name="day">The same day as a number.</param>
    public byte[] On(ReadOnlySpan<char> date, int day)
    {
        ref var slot = ref _days[day & (Days - 1)];
        if (Volatile.Read(ref slot) is { } kept && kept.Day == day)
        {
            return kept.Key;
        }

        var derived = new Derived(day, key.Derive(date)); // two at once derive the same key
        Volatile.Write(ref slot, derived);
        return derived.Key;
    }

    private sealed class Derived(int day, byte[] key)
    {
        public int Day { get; } = day;

        public byte[] Key { get; } = key;
    }
}
