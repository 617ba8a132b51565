using CollabLLM.Gguf.Decoding;
using CollabLLM.Training.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>One block: attention, then a gated feed-forward unit, each on a normalised copy of the stream and added to it.</summary>
internal sealed class DecoderBlock : IDisposable
{
    private readonly ModelShape _shape;
    private readonly PolicyOptions _options;
    private readonly Rotation _rotation;
    private readonly int _index;

    public DecoderBlock(int index, ModelShape shape, PolicyOptions options, Rotation rotation)
    {
        (_index, _shape, _options, _rotation) = (index, shape, options, rotation);
    }

    public required Parameter AttentionNorm { get; init; }

    public required LinearMap Query { get; init; }

    public required LinearMap Key { get; init; }

    public required LinearMap Value { get; init; }

    public required LinearMap AttentionOutput { get; init; }

    public required Parameter FeedForwardNorm { get; init; }

    public required LinearMap Gate { get; init; }

    public required LinearMap Up { get; init; }

    public required LinearMap Down { get; init; }

    /// <summary>Qwen 3 normalises each query and key head; elsewhere they are null.</summary>
    public Parameter? QueryNorm { get; init; }

    public Parameter? KeyNorm { get; init; }

    public IEnumerable<LinearMap> Maps => [Query, Key, Value, AttentionOutput, Gate, Up, Down];

    /// <summary>x / sqrt(mean(x²) + epsilon) · weight over the last dimension.</summary>
    public static Tensor Normalize(Tensor x, Tensor weight, float epsilon) => x.Times(x.Squared().mean([-1L], true).Plus(epsilon).rsqrt()).Times(weight);

    /// <param name="stream">[B, T, Width] in the exact type.</param>
    /// <returns>The stream after the block, in the caller's dispose scope; everything between is let go.</returns>
    public Tensor Apply(Tensor stream, Attention attention)
    {
        using var scope = NewDisposeScope();
        var (b, t) = (stream.shape[0], stream.shape[1]);
        var x = Normalize(stream, AttentionNorm, _shape.NormEpsilon).to(_options.Compute);
        var query = Turned(Query.Apply(x), _shape.Heads, QueryNorm);
        var (keys, values) = (Turned(Key.Apply(x), _shape.KeyHeads, KeyNorm), Heads(Value.Apply(x), _shape.KeyHeads));
        if (attention.Keep is { } keep) (keys, values) = keep(_index, keys, values);
        var looked = attention.Look(query, keys, values).transpose(1, 2).reshape(b, t, _shape.QueryWidth);
        var middle = stream.Plus(AttentionOutput.Apply(looked));
        x = Normalize(middle, FeedForwardNorm, _shape.NormEpsilon).to(_options.Compute);
        return middle.Plus(Down.Apply(nn.functional.silu(Gate.Apply(x)).Times(Up.Apply(x)))).MoveToOuterDisposeScope();

        Tensor Heads(Tensor flat, int heads) => flat.reshape(b, t, heads, _shape.HeadSize).transpose(1, 2);

        Tensor Turned(Tensor flat, int heads, Parameter? norm)
        {
            var split = Heads(flat, heads).to(_options.Exact);
            if (norm is not null) split = Normalize(split, norm, _shape.NormEpsilon);
            return _rotation.Turn(split, attention.At).to(_options.Compute);
        }
    }

    public void Dispose()
    {
        foreach (var map in Maps) map.Dispose();
        foreach (var norm in new[] { AttentionNorm, FeedForwardNorm, QueryNorm, KeyNorm }) norm?.Dispose();
    }
}
