using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// One step of a decoder over a batch of tokens from any number of sequences. Every row is computed as it would be alone, to the bit, so
/// cached, batched and prefix-reused results equal those of a plain pass. Used by one thread at a time; owns its buffers, not the weights.
/// </summary>
internal sealed unsafe class ForwardPass : IDisposable
{
    private readonly ModelWeights _weights;
    private readonly ModelShape _shape;
    private readonly WorkerPool _pool;
    private readonly KvPool _cache;
    private readonly RopeTable _rope;
    private readonly AttentionJob _attention;
    private readonly AdapterProduct _adapters;
    private readonly MatrixJob _product = new();
    private readonly RowJob _firstNorm;
    private readonly RowJob _prepareHeads;
    private readonly RowJob _quantizeAttended;
    private readonly RowJob _secondNorm;
    private readonly RowJob _gate;
    private readonly RowJob _residual;
    private readonly ActivationBatch _normed;
    private readonly ActivationBatch _attended;
    private readonly ActivationBatch _hidden;
    private readonly FloatRows _stream;
    private readonly FloatRows _added;
    private readonly FloatRows _query;
    private readonly FloatRows _key;
    private readonly FloatRows _value;
    private readonly FloatRows _gated;
    private readonly FloatRows _up;
    private readonly RowPlace[] _places;
    private readonly float _queryScale;
    private FloatRows _logits;
    private int _layer;

    public ForwardPass(ModelWeights weights, WorkerPool pool, KvPool cache, int context, int batchTokens, KernelLevel? attentionLevel = null)
    {
        (_weights, _shape, _pool, _cache) = (weights, weights.Shape, pool, cache);
        BatchTokens = batchTokens;
        _queryScale = 1f / MathF.Sqrt(_shape.HeadSize);
        _rope = new(_shape, context, weights.RopeFactors);
        _attention = new(_shape, cache, attentionLevel ?? weights.Level, context, pool.Threads);
        _normed = new(batchTokens, _shape.Width);
        _attended = new(batchTokens, _shape.QueryWidth);
        _hidden = new(batchTokens, _shape.FeedForward);
        _stream = new(batchTokens, _shape.Width);
        _added = new(batchTokens, _shape.Width);
        _query = new(batchTokens, _shape.QueryWidth);
        _key = new(batchTokens, _shape.KeyWidth);
        _value = new(batchTokens, _shape.KeyWidth);
        _gated = new(batchTokens, _shape.FeedForward);
        _up = new(batchTokens, _shape.FeedForward);
        _logits = new(1, _shape.Vocabulary);
        _places = new RowPlace[batchTokens];
        _adapters = new(batchTokens);
        _firstNorm = new(FirstNorm);
        _prepareHeads = new(PrepareHeads);
        _quantizeAttended = new(row => _attended.Quantize(row, Current.AttentionOutput.Format.Activations()));
        _secondNorm = new(SecondNorm);
        _gate = new(Gate);
        _residual = new(row => RowMath.Add(_stream.Row(row), _added.Row(row), _shape.Width));
    }

    /// <summary>Most tokens of one step.</summary>
    public int BatchTokens { get; }

    private LayerWeights Current => _weights.Layers[_layer];

    /// <summary>Logits of the row that was the <paramref name="index"/>-th to ask for them in the last step.</summary>
    public ReadOnlySpan<float> Logits(int index) => new(_logits.Row(index), _shape.Vocabulary);

    /// <summary>Writes keys and values of all tokens and the logits that were asked for. Returns the number of rows with logits.</summary>
    public int Evaluate(IReadOnlyList<BatchSlice> slices)
    {
        var tokens = Place(slices);
        _attention.Begin(slices);
        for (_layer = 0; _layer < _shape.Layers; _layer++) EvaluateLayer(slices, tokens);
        return Project(slices);
    }

    public void Dispose()
    {
        foreach (var buffer in new IDisposable[]
        {
            _rope, _attention, _normed, _attended, _hidden, _stream, _added, _query, _key, _value, _gated, _up, _logits, _adapters,
        })
        {
            buffer.Dispose();
        }
    }

    private int Place(IReadOnlyList<BatchSlice> slices)
    {
        var row = 0;
        foreach (var slice in slices)
        {
            var span = slice.Tokens.Span;
            for (var i = 0; i < span.Length; i++, row++)
            {
                _weights.Embedding.Dequantize(span[i], new Span<float>(_stream.Row(row), _shape.Width));
                _places[row] = new(slice.Cache, slice.Start + i);
            }
        }
        return row;
    }

    private void EvaluateLayer(IReadOnlyList<BatchSlice> slices, int tokens)
    {
        var layer = Current;
        _firstNorm.RunOn(_pool, tokens);
        _product.Begin(_normed, 0, tokens)
            .Add(layer.Query, _query.Row(0), _query.Stride)
            .Add(layer.Key, _key.Row(0), _key.Stride)
            .Add(layer.Value, _value.Row(0), _value.Stride)
            .RunOn(_pool);
        Adapt(slices, AdapterTarget.Query, _normed, _query);
        Adapt(slices, AdapterTarget.Key, _normed, _key);
        Adapt(slices, AdapterTarget.Value, _normed, _value);
        _prepareHeads.RunOn(_pool, tokens);
        _attention.RunLayer(_pool, _layer, _query.Row(0), _query.Stride, _attended);
        _quantizeAttended.RunOn(_pool, tokens);
        Multiply(layer.AttentionOutput, _attended, tokens, _added);
        Adapt(slices, AdapterTarget.AttentionOutput, _attended, _added);
        _secondNorm.RunOn(_pool, tokens);
        _product.Begin(_normed, 0, tokens).Add(layer.Gate, _gated.Row(0), _gated.Stride).Add(layer.Up, _up.Row(0), _up.Stride).RunOn(_pool);
        Adapt(slices, AdapterTarget.Gate, _normed, _gated);
        Adapt(slices, AdapterTarget.Up, _normed, _up);
        _gate.RunOn(_pool, tokens);
        Multiply(layer.Down, _hidden, tokens, _added);
        Adapt(slices, AdapterTarget.Down, _hidden, _added);
        _residual.RunOn(_pool, tokens);
    }

    private int Project(IReadOnlyList<BatchSlice> slices)
    {
        var count = 0;
        var row = 0;
        foreach (var slice in slices)
        {
            for (var i = slice.Tokens.Length - slice.Logits; i < slice.Tokens.Length; i++, count++)
            {
                RowMath.Normalize(_stream.Row(row + i), _weights.OutputNorm.Floats, _shape.NormEpsilon, _normed.Floats(count), _shape.Width);
                _normed.Quantize(count, _weights.Output.Format.Activations());
            }
            row += slice.Tokens.Length;
        }
        if (count == 0) return 0;
        if (count > _logits.Rows)
        {
            _logits.Dispose();
            _logits = new(count, _shape.Vocabulary);
        }
        Multiply(_weights.Output, _normed, count, _logits);
        return count;
    }

    private void Multiply(PackedMatrix matrix, ActivationBatch input, int tokens, FloatRows output) =>
        _product.Begin(input, 0, tokens).Add(matrix, output.Row(0), output.Stride).RunOn(_pool);

    private void Adapt(IReadOnlyList<BatchSlice> slices, AdapterTarget target, ActivationBatch input, FloatRows output)
    {
        var row = 0;
        foreach (var slice in slices)
        {
            if (slice.Adapter?.Find(_layer, target) is { } product) _adapters.Apply(product, _pool, input, row, slice.Tokens.Length, output);
            row += slice.Tokens.Length;
        }
    }

    private void FirstNorm(int row)
    {
        RowMath.Normalize(_stream.Row(row), Current.AttentionNorm.Floats, _shape.NormEpsilon, _normed.Floats(row), _shape.Width);
        _normed.Quantize(row, Current.AttentionForms);
    }

    private void SecondNorm(int row)
    {
        RowMath.Add(_stream.Row(row), _added.Row(row), _shape.Width);
        RowMath.Normalize(_stream.Row(row), Current.FeedForwardNorm.Floats, _shape.NormEpsilon, _normed.Floats(row), _shape.Width);
        _normed.Quantize(row, Current.FeedForwardForms);
    }

    private void Gate(int row)
    {
        RowMath.GatedUnit(_gated.Row(row), _up.Row(row), _hidden.Floats(row), _shape.FeedForward);
        _hidden.Quantize(row, Current.Down.Format.Activations());
    }

    private void PrepareHeads(int row)
    {
        var layer = Current;
        var place = _places[row];
        float* query = _query.Row(row), key = _key.Row(row), value = _value.Row(row);
        if (layer.QueryBias is { } queryBias) RowMath.Add(query, queryBias.Floats, _shape.QueryWidth);
        if (layer.KeyBias is { } keyBias) RowMath.Add(key, keyBias.Floats, _shape.KeyWidth);
        if (layer.ValueBias is { } valueBias) RowMath.Add(value, valueBias.Floats, _shape.KeyWidth);
        Rotate(query, _shape.Heads, layer.QueryNorm, place.Position);
        Rotate(key, _shape.KeyHeads, layer.KeyNorm, place.Position);
        RowMath.Scale(query, _queryScale, _shape.QueryWidth);
        KvWriter.Write(_cache, place.Cache.Blocks[place.Position / KvBlock.Positions], _layer, place.Position % KvBlock.Positions, _shape, key, value);
    }

    private void Rotate(float* heads, int count, NativeBuffer? norm, int position)
    {
        for (var head = heads; head < heads + (count * _shape.HeadSize); head += _shape.HeadSize)
        {
            if (norm is not null) RowMath.Normalize(head, norm.Floats, _shape.NormEpsilon, head, _shape.HeadSize);
            _rope.Rotate(head, position);
        }
    }

    private readonly record struct RowPlace(KvSequence Cache, int Position);
}
