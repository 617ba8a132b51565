using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>Makes the parts of a policy out of values that come by GGUF name.</summary>
internal sealed class PolicyWeights
{
    private readonly Func<string, float[]?> _read;

    /// <param name="read">All values of a tensor, row by row; null where the model has none.</param>
    public PolicyWeights(ModelShape shape, PolicyOptions options, IReadOnlyDictionary<string, GgufValue> metadata, Func<string, float[]?> read)
    {
        (Shape, Options, Metadata, _read) = (shape, options, metadata, read);
        Mode = new(options.Place);
        RopeFactors = read("rope_freqs.weight") ?? [];
        Rotation = new(shape, RopeFactors, options.Exact, options.Place);
        Embedding = Make("token_embd.weight", shape.Vocabulary, shape.Width);
        OutputNorm = Make("output_norm.weight", shape.Width);
        Blocks = [.. Enumerable.Range(0, shape.Layers).Select(Block)];
        Head = new("output", Optional("output.weight", shape.Vocabulary, shape.Width) ?? Embedding, null, options.Compute, Mode);
    }

    public ModelShape Shape { get; }

    public PolicyOptions Options { get; }

    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    public float[] RopeFactors { get; }

    public PolicyMode Mode { get; }

    public Rotation Rotation { get; }

    public Parameter Embedding { get; }

    public Parameter OutputNorm { get; }

    public IReadOnlyList<DecoderBlock> Blocks { get; }

    public LinearMap Head { get; }

    private DecoderBlock Block(int index)
    {
        var prefix = $"blk.{index}.";
        return new(index, Shape, Options, Rotation)
        {
            AttentionNorm = Make(prefix + "attn_norm.weight", Shape.Width),
            Query = Map(prefix + "attn_q", Shape.QueryWidth, Shape.Width),
            Key = Map(prefix + "attn_k", Shape.KeyWidth, Shape.Width),
            Value = Map(prefix + "attn_v", Shape.KeyWidth, Shape.Width),
            AttentionOutput = Map(prefix + "attn_output", Shape.Width, Shape.QueryWidth),
            FeedForwardNorm = Make(prefix + "ffn_norm.weight", Shape.Width),
            Gate = Map(prefix + "ffn_gate", Shape.FeedForward, Shape.Width),
            Up = Map(prefix + "ffn_up", Shape.FeedForward, Shape.Width),
            Down = Map(prefix + "ffn_down", Shape.Width, Shape.FeedForward),
            QueryNorm = Optional(prefix + "attn_q_norm.weight", Shape.HeadSize),
            KeyNorm = Optional(prefix + "attn_k_norm.weight", Shape.HeadSize),
        };
    }

    private LinearMap Map(string name, int outputs, int inputs) =>
        new(name, Make(name + ".weight", outputs, inputs), Optional(name + ".bias", outputs), Options.Compute, Mode);

    private Parameter Make(string name, params ReadOnlySpan<long> shape) =>
        Optional(name, shape) ?? throw new TrainingException($"There is no tensor {name}; a policy of architecture {Shape.Architecture} needs it.");

    private Parameter? Optional(string name, params ReadOnlySpan<long> shape)
    {
        if (_read(name) is not { } values) return null;
        // Vectors stay exact: they are norms and biases.
        var type = shape.Length == 1 ? Options.Exact : Options.Stored;
        using var scope = NewDisposeScope();
        return (Parameter)new Parameter(tensor(values, shape.ToArray()).to(type).to(Options.Place), Options.TrainWeights).DetachFromDisposeScope();
    }
}
