using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Adapters;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>
/// A decoder of the llama family (llama, qwen2, qwen3) that can be trained: the same function as the managed decoder's, as tensors with
/// gradients. Weights lie as GGUF has them, rows of queries and keys included, so that files and adapters are written without any change of
/// order. One thread at a time. Every pass lives in the caller's dispose scope; the weights live until <see cref="Dispose"/>.
/// </summary>
public sealed class Policy : IDisposable
{
    private readonly IReadOnlyList<DecoderBlock> _blocks;
    private readonly LinearMap _head;
    private readonly Parameter _embedding;
    private readonly Parameter _outputNorm;

    internal Policy(PolicyWeights weights)
    {
        (Shape, Options, Metadata, Mode, Rotation) = (weights.Shape, weights.Options, weights.Metadata, weights.Mode, weights.Rotation);
        (_embedding, _blocks, _outputNorm, _head) = (weights.Embedding, weights.Blocks, weights.OutputNorm, weights.Head);
        RopeFactors = weights.RopeFactors;
    }

    /// <summary>Sizes and constants.</summary>
    public ModelShape Shape { get; }

    /// <summary>How it computes.</summary>
    public PolicyOptions Options { get; }

    /// <summary>What the file it came from says about itself: name, tokenizer, template. Written back with the weights.</summary>
    public IReadOnlyDictionary<string, GgufValue> Metadata { get; }

    /// <summary>What it is called in sentences: the file it came from.</summary>
    public string Name { get; internal init; } = "The model";

    /// <summary>The file's tokenizer; null where the metadata brings none.</summary>
    public Tokenizer? Tokenizer { get; internal init; }

    /// <summary>The file's chat template; null for a model that only completes text.</summary>
    public ChatTemplate? Template { get; internal init; }

    /// <summary>Settings of the adapter that was put on; null without one.</summary>
    public LoraOptions? Lora { get; internal set; }

    /// <summary>Whether the adapter takes part. Off, the policy is the base it started from: the reference of preference losses, in no memory of its own.</summary>
    public bool AdapterEnabled
    {
        get => Mode.Adapted;
        set => Mode.Adapted = value;
    }

    /// <summary>Whether dropout takes part.</summary>
    public bool Training
    {
        get => Mode.Training;
        set => Mode.Training = value;
    }

    /// <summary>The state that dropout draws from, for a run that goes on; as made by a policy on the same kind of device.</summary>
    public byte[] RandomState
    {
        get
        {
            using var scope = NewDisposeScope();
            return Mode.Random.get_state().data<byte>().ToArray();
        }
        set
        {
            using var scope = NewDisposeScope();
            Mode.Random.set_state(tensor(value));
        }
    }

    /// <summary>What an optimiser changes: the adapter's factors, and the weights when <see cref="PolicyOptions.TrainWeights"/> says so.</summary>
    public IReadOnlyList<Parameter> TrainableParameters =>
        [.. (Options.TrainWeights ? Tensors.Select(t => t.Value) : []).Concat(Maps.Select(m => m.Adapter).OfType<LoraFactors>().SelectMany(f => f.Parameters))];

    /// <summary>Number of weights, norms and biases included; adapters do not count.</summary>
    public long Parameters => Tensors.Sum(t => t.Value.numel());

    internal PolicyMode Mode { get; }

    internal Rotation Rotation { get; }

    internal float[] RopeFactors { get; }

    internal bool IsTied => ReferenceEquals(_head.Weight, _embedding);

    /// <summary>Everything an adapter can sit on.</summary>
    internal IEnumerable<LinearMap> Maps => _blocks.SelectMany(b => b.Maps);

    internal IReadOnlyList<DecoderBlock> Blocks => _blocks;

    /// <summary>All weights under their names in GGUF, in the order of files.</summary>
    internal IEnumerable<KeyValuePair<string, Parameter>> Tensors => PolicyTensors.Of(this, _embedding, _outputNorm, _head);

    /// <summary>Starts a pass over a batch; it lives in the current dispose scope.</summary>
    /// <param name="batch">Documents within the trained context.</param>
    /// <param name="checkpoint">
    /// Keeps only the stream between blocks and computes each block, and the logits, again on the way back (<see cref="PolicyPass.Backward"/>): the same loss and
    /// gradients for about a third more time and the memory of one block.
    /// </param>
    /// <exception cref="TrainingException">A document is longer than the model's context, or a token is not in its vocabulary.</exception>
    public PolicyPass Begin(TokenBatch batch, bool checkpoint = false)
    {
        if (batch.Longest > Shape.TrainedContext)
        {
            throw new TrainingException($"A document of {batch.Longest} tokens is longer than the model's context of {Shape.TrainedContext}.");
        }
        foreach (var token in batch.Tokens)
        {
            if (token < 0 || token >= Shape.Vocabulary) throw new TrainingException($"Token {token} is not in the model's vocabulary of {Shape.Vocabulary}.");
        }
        return new(this, batch, checkpoint);
    }

    /// <summary>Frees all weights.</summary>
    public void Dispose()
    {
        foreach (var block in _blocks) block.Dispose();
        if (!IsTied) _head.Dispose();
        _embedding.Dispose();
        _outputNorm.Dispose();
        Rotation.Dispose();
        Mode.Dispose();
    }

    /// <summary>The stream [B, T, Width] of tokens [B, T].</summary>
    internal Tensor Embed(Tensor tokens) => _embedding.index_select(0, tokens.flatten()).reshape(tokens.shape[0], tokens.shape[1], Shape.Width).to(Options.Exact);

    /// <summary>Logits [N, Vocabulary], in the exact type, of rows [N, Width] of the stream.</summary>
    internal Tensor Project(Tensor stream) =>
        _head.Apply(DecoderBlock.Normalize(stream, _outputNorm, Shape.NormEpsilon).to(Options.Compute)).to(Options.Exact);
}
