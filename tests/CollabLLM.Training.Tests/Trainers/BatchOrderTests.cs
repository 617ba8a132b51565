using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class BatchOrderTests
{
    private const int Rows = 103;
    private static readonly DocumentList Source = new([.. Enumerable.Range(1, Rows).Select(i => new TrainingDocument(i, new int[2 + (i * 37 % 60)], []))]);

    [Fact]
    public void Every_epoch_has_every_document_once_in_another_order()
    {
        var order = Order(8, 4, 1);
        Assert.Equal(13, order.EpochSteps);
        long[][] epochs = [.. Enumerable.Range(0, 2).Select(e => Enumerable.Range(0, 13).SelectMany(s => order.At((e * 13) + s)).Select(d => d.Row).ToArray())];
        foreach (var epoch in epochs) Assert.Equal(Enumerable.Range(1, Rows).Select(r => (long)r), epoch.Order());
        Assert.NotEqual(epochs[0], epochs[1]);
    }

    [Fact]
    public void A_step_is_the_same_wherever_a_run_begins_and_another_under_another_seed()
    {
        var order = Order(8, 4, 1);
        for (var step = 0; step < 30; step++) Assert.Equal(RowsAt(order, step), RowsAt(Order(8, 4, 1), step));
        Assert.NotEqual(RowsAt(order, 0), RowsAt(Order(8, 4, 2), 0));
    }

    [Fact]
    public void Batches_of_a_window_are_of_like_length_and_do_not_come_by_length()
    {
        var order = Order(4, 25, 1);
        var batches = Enumerable.Range(0, 25).Select(s => order.At(s)).ToArray();
        Assert.True(batches.Average(b => b.Max(d => d.Tokens.Length) - b.Min(d => d.Tokens.Length)) < 5);
        int[] lengths = [.. batches.Select(b => b[0].Tokens.Length)];
        Assert.NotEqual(lengths.Order(), lengths);
    }

    private static BatchOrder<TrainingDocument> Order(int size, int window, long seed) => new(Source.Count, Source.Read, d => d.Tokens.Length, size, window, seed);

    private static IEnumerable<long> RowsAt(BatchOrder<TrainingDocument> order, long step) => order.At(step).Select(d => d.Row);
}
