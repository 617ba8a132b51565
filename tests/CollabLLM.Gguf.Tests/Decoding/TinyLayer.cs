using CollabLLM.Gguf.Decoding;

namespace CollabLLM.Gguf.Tests.Decoding;

internal sealed class TinyLayer
{
    public TinyLayer(TinyModel model, ModelShape shape)
    {
        var (qwen2, qwen3) = (shape.Architecture == "qwen2", shape.Architecture == "qwen3");
        AttentionNorm = model.Near(1, shape.Width);
        FeedForwardNorm = model.Near(1, shape.Width);
        QueryBias = qwen2 ? model.Near(0, shape.QueryWidth) : null;
        KeyBias = qwen2 ? model.Near(0, shape.KeyWidth) : null;
        ValueBias = qwen2 ? model.Near(0, shape.KeyWidth) : null;
        QueryNorm = qwen3 ? model.Near(1, shape.HeadSize) : null;
        KeyNorm = qwen3 ? model.Near(1, shape.HeadSize) : null;
        Weights = new()
        {
            AttentionNorm = TinyModel.Buffer(AttentionNorm),
            Query = model.Rows(shape.QueryWidth, shape.Width, out var query),
            Key = model.Rows(shape.KeyWidth, shape.Width, out var key),
            Value = model.Rows(shape.KeyWidth, shape.Width, out var value),
            AttentionOutput = model.Rows(shape.Width, shape.QueryWidth, out var output),
            FeedForwardNorm = TinyModel.Buffer(FeedForwardNorm),
            Gate = model.Rows(shape.FeedForward, shape.Width, out var gate),
            Up = model.Rows(shape.FeedForward, shape.Width, out var up),
            Down = model.Rows(shape.Width, shape.FeedForward, out var down),
            QueryBias = QueryBias is null ? null : TinyModel.Buffer(QueryBias),
            KeyBias = KeyBias is null ? null : TinyModel.Buffer(KeyBias),
            ValueBias = ValueBias is null ? null : TinyModel.Buffer(ValueBias),
            QueryNorm = QueryNorm is null ? null : TinyModel.Buffer(QueryNorm),
            KeyNorm = KeyNorm is null ? null : TinyModel.Buffer(KeyNorm),
        };
        (Query, Key, Value, Output, Gate, Up, Down) = (query, key, value, output, gate, up, down);
    }

    public LayerWeights Weights { get; }

    public float[] AttentionNorm { get; }

    public float[] FeedForwardNorm { get; }

    public float[]? QueryBias { get; }

    public float[]? KeyBias { get; }

    public float[]? ValueBias { get; }

    public float[]? QueryNorm { get; }

    public float[]? KeyNorm { get; }

    public float[][] Query { get; }

    public float[][] Key { get; }

    public float[][] Value { get; }

    public float[][] Output { get; }

    public float[][] Gate { get; }

    public float[][] Up { get; }

    public float[][] Down { get; }
}
