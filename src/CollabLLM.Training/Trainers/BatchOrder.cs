using System.Numerics;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Which items each step learns from. They are mixed anew in every epoch; within windows of several batches they are sorted by length, so that little of a batch is
/// padding, and the batches are mixed again. All of it follows from seed and step. Not thread-safe.
/// </summary>
/// <param name="count">Number of items; those of a source without end (null) are taken in its order.</param>
/// <param name="read">An item by its number.</param>
/// <param name="length">Its tokens.</param>
/// <param name="size">Items of a step.</param>
/// <param name="window">Batches of a window.</param>
/// <param name="seed">The same seed gives the same order.</param>
internal sealed class BatchOrder<T>(long? count, Func<long, T> read, Func<T, int> length, int size, int window, long seed)
{
    private (long Epoch, int[] Rows)? _mixed;
    private (long Epoch, long Window, IReadOnlyList<T>[] Batches)? _sorted;

    /// <summary>Steps of an epoch; null for a source without end.</summary>
    public long? EpochSteps { get; } = (count + size - 1) / size;

    public IReadOnlyList<T> At(long step)
    {
        var (batches, inside) = Window(step);
        return batches[inside];
    }

    /// <summary>All that is sorted together with what <see cref="At"/> gives for the step.</summary>
    public IEnumerable<T> Around(long step) => Window(step).Batches.SelectMany(b => b);

    private (IReadOnlyList<T>[] Batches, long Inside) Window(long step)
    {
        var (epoch, batch) = EpochSteps is { } steps ? Math.DivRem(step, steps) : (0, step);
        var (number, inside) = Math.DivRem(batch, window);
        if (_sorted is not { } sorted || sorted.Epoch != epoch || sorted.Window != number) _sorted = sorted = (epoch, number, Batches(epoch, number));
        return (sorted.Batches, inside);
    }

    private IReadOnlyList<T>[] Batches(long epoch, long number)
    {
        var first = number * window * size;
        var here = (int)Math.Min((long)window * size, (count ?? long.MaxValue) - first);
        T[] items = [.. Enumerable.Range(0, here).Select(i => read(count is null ? first + i : Mixed(epoch)[first + i]))];
        IReadOnlyList<T>[] batches = [.. items.OrderBy(length).Chunk(size)];
        Random(epoch, number + 1).Shuffle(batches);
        return batches;
    }

    private int[] Mixed(long epoch)
    {
        if (_mixed is { } mixed && mixed.Epoch == epoch) return mixed.Rows;
        int[] rows = [.. Enumerable.Range(0, (int)count!.Value)];
        Random(epoch, 0).Shuffle(rows);
        _mixed = (epoch, rows);
        return rows;
    }

    private PythonRandom Random(long epoch, long part) => new(((BigInteger)(ulong)seed << 128) + ((BigInteger)epoch << 64) + part);
}
