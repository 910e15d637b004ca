using Slipway.Core;

namespace Slipway.Tests.Support;

/// <summary>The same bytes for the same seed, from any number of threads.</summary>
internal sealed class SeededRandomness(int seed = 1) : Randomness
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public override void Fill(Span<byte> bytes)
    {
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }
    }
}
