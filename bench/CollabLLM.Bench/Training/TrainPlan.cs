using System.Globalization;

namespace CollabLLM.Bench.Training;

/// <summary>
/// What LoRA on larger models takes, computed from their shapes, not measured: memory by what is kept, time by operations. The speed of the device and the share of it that is reached are assumptions,
/// which are printed.
/// </summary>
internal static class TrainPlan
{
    private const int Rank = 32;
    private const int Documents = 8;
    private const int Length = 2048;

    /// <summary>Dense bfloat16 operations a second that the maker of an H200 names, and the share that training is assumed to reach.</summary>
    private const double Device = 989e12;
    private const double Reached = 0.35;

    /// <summary>As many as <c>PolicyOptions.MostLogits</c> lets lie in memory at once.</summary>
    private const double Logits = 1 << 24;

    private const double Gigabyte = 1L << 30;

    public static Task<int> RunAsync(string[] args)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Derived. LoRA of rank {Rank} on all maps, frozen weights in bfloat16, {Documents} documents of {Length} tokens in a pass, blocks computed again on the way back; {Device / 1e12:0} TFLOP/s, of which {Reached:P0} are assumed."));
        Console.WriteLine("| shape | weights | adapter, gradients, AdamW | stream between blocks | one block | logits | together | tokens/s | 1,000 pairs of 2 × 1,024 tokens, DPO |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var shape in new[] { TrainShape.Llama1, TrainShape.Llama3, TrainShape.Llama8 }) Print(shape);
        return Task.FromResult(0);
    }

    private static void Print(TrainShape model)
    {
        var shape = model.Shape;
        var tokens = (double)Documents * Length;
        var adapter = Adapter(model);
        var weights = 2.0 * (model.Matrices + (model.Tied ? 0 : (long)shape.Vocabulary * shape.Width));
        // Float32 weights, gradients and two moments.
        var trained = 16.0 * adapter;
        var stream = 4.0 * shape.Layers * tokens * shape.Width;
        // Inputs and outputs of all maps of a block, norms and products, as floats; scores of attention are not kept.
        var block = 4.0 * tokens * ((6 * shape.Width) + (2 * shape.QueryWidth) + (2 * shape.KeyWidth) + (4 * shape.FeedForward));
        // Logits, their exponentials and their gradient.
        var logits = 3 * 4.0 * Logits;
        var speed = Reached * Device / model.Step(Length, adapter);
        // The reference reads every pair once, without a way back.
        var pairs = 1000.0 * 2 * 1024 * (model.Step(1024, adapter) + model.Forward(1024)) / (Reached * Device);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {model.Name} | {weights / Gigabyte:0.0} GiB | {trained / Gigabyte:0.00} GiB | {stream / Gigabyte:0.0} GiB | {block / Gigabyte:0.0} GiB | {logits / Gigabyte:0.00} GiB | {(weights + trained + stream + block + logits) / Gigabyte:0.0} GiB | {speed:0} | {pairs / 60:0.0} min |"));
    }

    private static long Adapter(TrainShape model)
    {
        var s = model.Shape;
        long ends = (2 * (s.Width + s.QueryWidth)) + (2 * (s.Width + s.KeyWidth)) + (3 * (s.Width + s.FeedForward));
        return (long)Rank * s.Layers * ends;
    }
}
