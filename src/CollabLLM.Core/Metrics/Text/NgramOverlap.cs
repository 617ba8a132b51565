using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// How many n-grams two texts share. An n-gram is a number of <c>order × bits</c> bits; those of the reference are counted in an open hash
/// table, and each one of the hypothesis takes one away while there is one. That is the sum of the smaller counts, with one table and no
/// allocation: tables come from the pool.
/// </summary>
internal static class NgramOverlap
{
    /// <summary>The number of n-grams of the hypothesis that find one of the reference, each of those at most once.</summary>
    public static int Matches(in Symbols texts, int order) => (order * texts.Bits) switch
    {
        <= 32 => Matches<uint>(texts.Reference, texts.Hypothesis, order, texts.Bits),
        <= 64 => Matches<ulong>(texts.Reference, texts.Hypothesis, order, texts.Bits),
        _ => Matches<UInt128>(texts.Reference, texts.Hypothesis, order, texts.Bits),
    };

    /// <summary>The number of n-grams of a text of this length.</summary>
    public static int Total(int length, int order) => Math.Max(0, length - order + 1);

    private static int Matches<T>(ReadOnlySpan<int> reference, ReadOnlySpan<int> hypothesis, int order, int bits)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (reference.Length < order || hypothesis.Length < order) return 0;
        var width = order * bits;
        var sizeLog = Math.Min(width, BitOperations.Log2((uint)reference.Length) + 2);
        var slots = ArrayPool<Slot<T>>.Shared.Rent(1 << sizeLog);
        try
        {
            var table = slots.AsSpan(0, 1 << sizeLog);
            table.Clear();
            // A table with room for every n-gram needs no hashing.
            var shift = sizeLog == width ? 0 : 64 - sizeLog;
            var keep = T.AllBitsSet >>> Unsafe.SizeOf<T>() * 8 - width;
            Count(table, reference, order, bits, keep, shift);
            return Take(table, hypothesis, order, bits, keep, shift);
        }
        finally
        {
            ArrayPool<Slot<T>>.Shared.Return(slots);
        }
    }

    private static void Count<T>(Span<Slot<T>> table, ReadOnlySpan<int> symbols, int order, int bits, T keep, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        var key = T.Zero;
        for (var i = 0; i < symbols.Length; i++)
        {
            key = (key << bits | T.CreateTruncating(symbols[i])) & keep;
            if (i >= order - 1) Find(table, key, shift).Add(key);
        }
    }

    private static int Take<T>(Span<Slot<T>> table, ReadOnlySpan<int> symbols, int order, int bits, T keep, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        var key = T.Zero;
        var taken = 0;
        for (var i = 0; i < symbols.Length; i++)
        {
            key = (key << bits | T.CreateTruncating(symbols[i])) & keep;
            if (i >= order - 1 && Find(table, key, shift).TryTake()) taken++;
        }
        return taken;
    }

    /// <summary>The slot of the key, else the free one where it would go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Slot<T> Find<T>(Span<Slot<T>> table, T key, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        var mask = table.Length - 1;
        var at = shift == 0 ? int.CreateTruncating(key) & mask : Hash(key, shift);
        while (true)
        {
            ref var slot = ref table[at];
            if (slot.Key == key || slot.Key == T.Zero) return ref slot;
            at = at + 1 & mask;
        }
    }

    /// <summary>The high bits of a product with 2⁶⁴ over the golden ratio.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash<T>(T key, int shift)
        where T : unmanaged, IBinaryInteger<T>
    {
        var folded = ulong.CreateTruncating(key);
        if (typeof(T) == typeof(UInt128)) folded ^= ulong.CreateTruncating(key >>> 64) * 0xC2B2AE3D27D4EB4F;
        return (int)(folded * 0x9E3779B97F4A7C15 >> shift);
    }

    /// <summary>Symbols of the reference begin with 1, so none of its n-grams is 0: that marks a free slot.</summary>
    private struct Slot<T>
        where T : unmanaged, IBinaryInteger<T>
    {
        private int _count;

        public T Key { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(T key)
        {
            Key = key;
            _count++;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryTake()
        {
            if (_count == 0) return false;
            _count--;
            return true;
        }
    }
}
