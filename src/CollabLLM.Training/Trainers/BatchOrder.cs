using System.Numerics;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// Which documents each step learns from. They are mixed anew in every epoch; within windows of several batches they are sorted by length, so that little of a batch is
/// padding, and the batches are mixed again. All of it follows from seed and step. Not thread-safe.
/// </summary>
/// <param name="source">The documents. Those of a source without end are taken in its order.</param>
/// <param name="size">Documents of a step.</param>
/// <param name="window">Batches of a window.</param>
/// <param name="seed">The same seed gives the same order.</param>
internal sealed class BatchOrder(IDocumentSource source, int size, int window, long seed)
{
    private (long Epoch, int[] Rows)? _mixed;
    private (long Epoch, long Window, IReadOnlyList<TrainingDocument>[] Batches)? _sorted;

    /// <summary>Steps of an epoch; null for a source without end.</summary>
    public long? EpochSteps { get; } = (source.Count + size - 1) / size;

    public IReadOnlyList<TrainingDocument> At(long step)
    {
        var (epoch, batch) = EpochSteps is { } steps ? Math.DivRem(step, steps) : (0, step);
        var (number, inside) = Math.DivRem(batch, window);
        if (_sorted is not { } sorted || sorted.Epoch != epoch || sorted.Window != number) _sorted = sorted = (epoch, number, Batches(epoch, number));
        return sorted.Batches[inside];
    }

    private IReadOnlyList<TrainingDocument>[] Batches(long epoch, long number)
    {
        var first = number * window * size;
        var count = (int)Math.Min((long)window * size, (source.Count ?? long.MaxValue) - first);
        TrainingDocument[] documents = [.. Enumerable.Range(0, count).Select(i => source.Read(source.Count is null ? first + i : Mixed(epoch)[first + i]))];
        IReadOnlyList<TrainingDocument>[] batches = [.. documents.OrderBy(d => d.Tokens.Length).Chunk(size)];
        Random(epoch, number + 1).Shuffle(batches);
        return batches;
    }

    private int[] Mixed(long epoch)
    {
        if (_mixed is { } mixed && mixed.Epoch == epoch) return mixed.Rows;
        int[] rows = [.. Enumerable.Range(0, (int)source.Count!.Value)];
        Random(epoch, 0).Shuffle(rows);
        _mixed = (epoch, rows);
        return rows;
    }

    private PythonRandom Random(long epoch, long part) => new(((BigInteger)(ulong)seed << 128) + ((BigInteger)epoch << 64) + part);
}
