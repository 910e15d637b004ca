using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Core.Signing.Hashing;

/// <summary>The compression function of SHA-256 (FIPS 180-4 §6.2.2), for any number of lanes.</summary>
internal static unsafe class Sha256Rounds
{
    private static ReadOnlySpan<uint> Constants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>
    /// Takes one block into each lane's state. Whoever inlines it must be optimized from the first call: tiered compilation would run an
    /// instrumented form first, up to fifteen times slower.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compress<TWords, T>(uint* states, uint* words, int width)
        where TWords : struct, IWords<T>
        where T : struct
    {
        var constants = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Constants)); // data of the assembly: it never moves
        var a = TWords.Load(states);
        var b = TWords.Load(states + width);
        var c = TWords.Load(states + (2 * width));
        var d = TWords.Load(states + (3 * width));
        var e = TWords.Load(states + (4 * width));
        var f = TWords.Load(states + (5 * width));
        var g = TWords.Load(states + (6 * width));
        var h = TWords.Load(states + (7 * width));
        for (var first = 0; ; first += 16)
        {
            for (var i = 0; i < 16; i += 8)
            {
                // Eight rounds bring each variable back to its own place, so that nothing is moved.
                var k = constants + first + i;
                var w = words + (i * width);
                Round<TWords, T>(a, b, c, ref d, e, f, g, ref h, k[0], w);
                Round<TWords, T>(h, a, b, ref c, d, e, f, ref g, k[1], w + width);
                Round<TWords, T>(g, h, a, ref b, c, d, e, ref f, k[2], w + (2 * width));
                Round<TWords, T>(f, g, h, ref a, b, c, d, ref e, k[3], w + (3 * width));
                Round<TWords, T>(e, f, g, ref h, a, b, c, ref d, k[4], w + (4 * width));
                Round<TWords, T>(d, e, f, ref g, h, a, b, ref c, k[5], w + (5 * width));
                Round<TWords, T>(c, d, e, ref f, g, h, a, ref b, k[6], w + (6 * width));
                Round<TWords, T>(b, c, d, ref e, f, g, h, ref a, k[7], w + (7 * width));
            }

            if (first == 48)
            {
                break;
            }

            for (var i = 0; i < 16; i++)
            {
                // The schedule in a ring of sixteen words: W[t] = σ1(W[t−2]) + W[t−7] + σ0(W[t−15]) + W[t−16].
                var near = TWords.Add(TWords.Sigma1(TWords.Load(words + (((i + 14) & 15) * width))), TWords.Load(words + (((i + 9) & 15) * width)));
                var far = TWords.Add(TWords.Sigma0(TWords.Load(words + (((i + 1) & 15) * width))), TWords.Load(words + (i * width)));
                TWords.Store(TWords.Add(near, far), words + (i * width));
            }
        }

        AddTo<TWords, T>(states, a);
        AddTo<TWords, T>(states + width, b);
        AddTo<TWords, T>(states + (2 * width), c);
        AddTo<TWords, T>(states + (3 * width), d);
        AddTo<TWords, T>(states + (4 * width), e);
        AddTo<TWords, T>(states + (5 * width), f);
        AddTo<TWords, T>(states + (6 * width), g);
        AddTo<TWords, T>(states + (7 * width), h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round<TWords, T>(T a, T b, T c, ref T d, T e, T f, T g, ref T h, uint constant, uint* word)
        where TWords : struct, IWords<T>
        where T : struct
    {
        var input = TWords.Add(TWords.Load(word), TWords.Everywhere(constant));
        var first = TWords.Add(TWords.Add(TWords.Add(h, input), TWords.Choose(e, f, g)), TWords.Sum1(e));
        d = TWords.Add(d, first);
        h = TWords.Add(TWords.Add(first, TWords.Majority(a, b, c)), TWords.Sum0(a));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<TWords, T>(uint* state, T value)
        where TWords : struct, IWords<T>
        where T : struct => TWords.Store(TWords.Add(TWords.Load(state), value), state);
}
