using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;

namespace CollabLLM.Bench.Decoding;

/// <summary>Bytes a second that threads can read in sequence from memory that no cache holds: the bound of decoding one token at a time.</summary>
internal static unsafe class MemoryBandwidth
{
    private const long Bytes = 512L << 20;

    /// <summary>The best of several passes, in bytes a second.</summary>
    public static double Measure(int threads)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 64);
        try
        {
            new Span<byte>(memory, (int)Bytes).Fill(1);
            return Enumerable.Range(0, 7).Max(_ => Pass(memory, threads));
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static double Pass(byte* memory, int threads)
    {
        var share = Bytes / threads / 4096 * 4096;
        var sums = new long[threads];
        var workers = Enumerable.Range(0, threads).Select(i => new Thread(() => sums[i] = Read(memory + (i * share), share))).ToArray();
        var clock = Stopwatch.StartNew();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        GC.KeepAlive(sums);
        return share * threads / clock.Elapsed.TotalSeconds;
    }

    private static long Read(byte* from, long bytes)
    {
        Vector<long> a = default, b = default, c = default, d = default;
        var step = Vector<byte>.Count;
        for (var at = from; at < from + bytes; at += 4 * step)
        {
            a += Vector.Load((long*)at);
            b += Vector.Load((long*)(at + step));
            c += Vector.Load((long*)(at + (2 * step)));
            d += Vector.Load((long*)(at + (3 * step)));
        }
        return Vector.Sum(a + b + c + d);
    }
}
