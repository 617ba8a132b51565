using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Policies;

namespace CollabLLM.Bench.Training;

/// <summary>A shape that training is measured on, with random weights.</summary>
internal sealed record TrainShape(string Name, ModelShape Shape, bool Tied = true)
{
    public static TrainShape Builtin { get; } = new("built-in, 3.05 M", Llama(layers: 6, width: 192, heads: 6, keyHeads: 6, feedForward: 512, vocabulary: 2048));

    public static TrainShape Smol { get; } = new("SmolLM2-135M", Llama(layers: 30, width: 576, heads: 9, keyHeads: 3, feedForward: 1536, vocabulary: 49_152));

    /// <summary>As Llama 3.2 1B.</summary>
    public static TrainShape Llama1 { get; } = new("1B (Llama 3.2)", Llama(layers: 16, width: 2048, heads: 32, keyHeads: 8, feedForward: 8192, vocabulary: 128_256));

    /// <summary>As Llama 3.2 3B.</summary>
    public static TrainShape Llama3 { get; } = new("3B (Llama 3.2)", Llama(layers: 28, width: 3072, heads: 24, keyHeads: 8, feedForward: 8192, vocabulary: 128_256));

    /// <summary>As Llama 3.1 8B.</summary>
    public static TrainShape Llama8 { get; } = new("8B (Llama 3.1)", Llama(layers: 32, width: 4096, heads: 32, keyHeads: 8, feedForward: 14_336, vocabulary: 128_256), Tied: false);

    /// <summary>Weights in matrices that every token is multiplied with, the head among them, the embedding not.</summary>
    public long Matrices => ((long)Shape.Layers * (2L * Shape.Width * (Shape.QueryWidth + Shape.KeyWidth) + 3L * Shape.Width * Shape.FeedForward)) + ((long)Shape.Vocabulary * Shape.Width);

    /// <summary>Operations of a forward pass for a token among <paramref name="length"/>: two a weight, and scores and sums of the whole square of attention (as Chowdhery et al. 2022 count).</summary>
    public double Forward(int length) => (2.0 * Matrices) + (4.0 * Shape.Layers * Shape.QueryWidth * length);

    /// <summary>Of a training step for a token. Frozen weights need no gradient of their own; what is computed twice counts once.</summary>
    public double Step(int length, long adapter) => adapter == 0
        ? 3 * Forward(length)
        : Forward(length) + (2.0 * Matrices) + (8.0 * Shape.Layers * Shape.QueryWidth * length) + (6.0 * adapter);

    /// <summary>With a vocabulary of bytes and fillers: the managed decoder loads no model without one.</summary>
    public void Write(string path)
    {
        string[] tokens = [.. Enumerable.Range(0, Shape.Vocabulary).Select(i => i < 256 ? ByteLevel.Character((byte)i).ToString() : $"<{i}>")];
        FreshModel.Write(
            path,
            Shape,
            new Dictionary<string, GgufValue>
            {
                ["tokenizer.ggml.model"] = GgufValue.From("gpt2"),
                ["tokenizer.ggml.pre"] = GgufValue.From("smollm"),
                ["tokenizer.ggml.tokens"] = GgufValue.From(tokens),
                ["tokenizer.ggml.merges"] = GgufValue.From(Array.Empty<string>()),
                ["tokenizer.ggml.eos_token_id"] = GgufValue.From(255u),
            },
            tied: true,
            seed: 1);
    }

    private static ModelShape Llama(int layers, int width, int heads, int keyHeads, int feedForward, int vocabulary) => new()
    {
        Architecture = "llama",
        Layers = layers,
        Width = width,
        Heads = heads,
        KeyHeads = keyHeads,
        HeadSize = width / heads,
        FeedForward = feedForward,
        Vocabulary = vocabulary,
        TrainedContext = 2048,
        NormEpsilon = 1e-5f,
        RopeBase = 10_000,
        RopeSize = width / heads,
        RopeByHalves = false,
        RopeLinearFactor = 1,
    };
}
