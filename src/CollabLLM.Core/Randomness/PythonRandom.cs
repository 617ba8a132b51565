using System.Numerics;

namespace CollabLLM.Core.Randomness;

/// <summary>
/// Draws what CPython 3.11's <c>random.Random(seed)</c> draws, number for number, so that splits and samples made by Python code can be made
/// again. The generator is MT19937, seeded with the absolute value of the seed as 32-bit words, lowest first. Not safe for two threads at once.
/// </summary>
public sealed class PythonRandom
{
    private readonly MersenneTwister _bits;

    /// <summary>Python's <c>random.seed(seed)</c>; the sign of the seed does not matter there either.</summary>
    public PythonRandom(BigInteger seed)
    {
        var words = new List<uint>();
        for (var rest = BigInteger.Abs(seed); rest > 0; rest >>= 32) words.Add((uint)(rest & uint.MaxValue));
        if (words.Count == 0) words.Add(0);
        _bits = new MersenneTwister([.. words]);
    }

    /// <inheritdoc cref="PythonRandom(BigInteger)"/>
    public PythonRandom(long seed) : this((BigInteger)seed)
    {
    }

    /// <summary><c>random()</c>: at least 0, below 1, 53 random bits.</summary>
    public double NextDouble()
    {
        var (high, low) = (_bits.Next() >> 5, _bits.Next() >> 6);
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /// <summary><c>getrandbits(bits)</c> for 0 to 64 bits.</summary>
    public ulong GetRandBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        if (bits == 0) return 0;
        if (bits <= 32) return _bits.Next() >> 32 - bits;
        ulong low = _bits.Next();
        return low | (ulong)(_bits.Next() >> 64 - bits) << 32;
    }

    /// <summary><c>getrandbits(bits)</c> for any number of bits.</summary>
    public BigInteger GetManyRandBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        var value = BigInteger.Zero;
        for (var done = 0; done < bits; done += 32) value |= (BigInteger)GetRandBits(Math.Min(32, bits - done)) << done;
        return value;
    }

    /// <summary><c>_randbelow(limit)</c>: a whole number from 0 to <paramref name="limit"/> − 1; draws until one is small enough.</summary>
    public long NextBelow(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)limit);
        ulong drawn;
        do drawn = GetRandBits(bits);
        while (drawn >= (ulong)limit);
        return (long)drawn;
    }

    /// <summary><c>randrange(from, to)</c>: <paramref name="to"/> itself is never drawn.</summary>
    public long NextInRange(long from, long to) => from + NextBelow(checked(to - from));

    /// <summary><c>choice(items)</c>.</summary>
    public T Choose<T>(IReadOnlyList<T> items) => items[(int)NextBelow(items.Count)];

    /// <summary><c>uniform(a, b)</c>.</summary>
    public double NextUniform(double a, double b) => a + (b - a) * NextDouble();

    /// <summary><c>sample(range(count), take)</c>: different numbers below <paramref name="count"/>, in the order drawn.</summary>
    public int[] Sample(int count, int take)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(take);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, count);
        return count <= LargestPool(take) ? FromPool(count, take) : ByRejection(count, take);
    }

    /// <summary><c>sample(items, take)</c>.</summary>
    public T[] Sample<T>(IReadOnlyList<T> items, int take) => Array.ConvertAll(Sample(items.Count, take), i => items[i]);

    /// <summary><c>shuffle(items)</c>, in place.</summary>
    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = (int)NextBelow(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Python copies the population where that takes less room than a set of the drawn; the two ways draw differently.</summary>
    private static long LargestPool(int take)
    {
        long size = 21;
        if (take <= 5) return size;
        long table = 1;
        while (table < 3L * take) table *= 4;
        return size + table;
    }

    private int[] FromPool(int count, int take)
    {
        var pool = new int[count];
        for (var i = 0; i < count; i++) pool[i] = i;
        var drawn = new int[take];
        for (var i = 0; i < take; i++)
        {
            var j = NextBelow(count - i);
            drawn[i] = pool[j];
            pool[j] = pool[count - i - 1];
        }
        return drawn;
    }

    private int[] ByRejection(int count, int take)
    {
        var seen = new HashSet<int>(take);
        var drawn = new int[take];
        for (var i = 0; i < take; i++)
        {
            do drawn[i] = (int)NextBelow(count);
            while (!seen.Add(drawn[i]));
        }
        return drawn;
    }
}
