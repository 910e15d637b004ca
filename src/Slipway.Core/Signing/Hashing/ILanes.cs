namespace Slipway.Core.Signing.Hashing;

/// <summary>
/// SHA-256 of several messages side by side. What a lane holds stands at every <see cref="Width"/>th place: word i of lane j at
/// <c>[i * Width + j]</c>.
/// </summary>
internal unsafe interface ILanes
{
    static abstract int Width { get; }

    /// <summary>Reads a block of 64 bytes of each message into 16 words for each lane.</summary>
    /// <param name="blocks">The first lane's block; the next is a stride away.</param>
    /// <param name="stride">Bytes from one lane's block to the next one's.</param>
    /// <param name="words">16 words for each lane.</param>
    static abstract void Gather(byte* blocks, int stride, uint* words);

    /// <summary>Takes a block of each lane into its state.</summary>
    /// <param name="states">8 words for each lane.</param>
    /// <param name="words">What <see cref="Gather"/> read. They are used up.</param>
    static abstract void Compress(uint* states, uint* words);
}

/// <summary>The functions of FIPS 180-4 §4.1.2 on a word of each lane.</summary>
internal unsafe interface IWords<T>
    where T : struct
{
    static abstract T Load(uint* words);

    static abstract void Store(T value, uint* words);

    static abstract T Everywhere(uint value);

    static abstract T Add(T left, T right);

    /// <summary>Ch.</summary>
    static abstract T Choose(T x, T y, T z);

    /// <summary>Maj.</summary>
    static abstract T Majority(T x, T y, T z);

    /// <summary>Σ0.</summary>
    static abstract T Sum0(T x);

    /// <summary>Σ1.</summary>
    static abstract T Sum1(T x);

    /// <summary>σ0.</summary>
    static abstract T Sigma0(T x);

    /// <summary>σ1.</summary>
    static abstract T Sigma1(T x);
}
