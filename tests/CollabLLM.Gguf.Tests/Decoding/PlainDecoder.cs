using CollabLLM.Gguf.Decoding;

namespace CollabLLM.Gguf.Tests.Decoding;

/// <summary>The decoder's definition in double precision, written as plainly as possible: no cache, no batch, no vectors.</summary>
internal static class PlainDecoder
{
    /// <summary>Logits at every position.</summary>
    public static double[][] Logits(TinyModel model, int[] tokens)
    {
        var shape = model.Shape;
        var stream = tokens.Select(t => model.EmbeddingRows[t].Select(v => (double)v).ToArray()).ToArray();
        foreach (var layer in model.Layers)
        {
            var normed = stream.Select(x => Norm(x, layer.AttentionNorm, shape)).ToArray();
            var queries = normed.Select((x, p) => Heads(Product(layer.Query, x), layer.QueryBias, layer.QueryNorm, p, shape)).ToArray();
            var keys = normed.Select((x, p) => Heads(Product(layer.Key, x), layer.KeyBias, layer.KeyNorm, p, shape)).ToArray();
            var values = normed.Select(x => Biased(Product(layer.Value, x), layer.ValueBias)).ToArray();
            for (var p = 0; p < tokens.Length; p++)
            {
                Add(stream[p], Product(layer.Output, Attend(queries[p], keys, values, p, shape)));
                var second = Norm(stream[p], layer.FeedForwardNorm, shape);
                var gate = Product(layer.Gate, second);
                var up = Product(layer.Up, second);
                Add(stream[p], Product(layer.Down, [.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]));
            }
        }
        return [.. stream.Select(x => Product(model.OutputRows, Norm(x, model.OutputNorm, shape)))];
    }

    private static double[] Attend(double[] query, double[][] keys, double[][] values, int position, ModelShape shape)
    {
        var result = new double[shape.QueryWidth];
        for (var head = 0; head < shape.Heads; head++)
        {
            var at = head * shape.HeadSize;
            var from = head / shape.HeadsPerKey * shape.HeadSize;
            var scores = new double[position + 1];
            for (var p = 0; p <= position; p++)
            {
                for (var i = 0; i < shape.HeadSize; i++) scores[p] += query[at + i] * keys[p][from + i];
                scores[p] = Math.Exp(scores[p] / Math.Sqrt(shape.HeadSize));
            }
            var total = scores.Sum();
            for (var p = 0; p <= position; p++)
            {
                for (var i = 0; i < shape.HeadSize; i++) result[at + i] += scores[p] / total * values[p][from + i];
            }
        }
        return result;
    }

    private static double[] Heads(double[] x, float[]? bias, float[]? norm, int position, ModelShape shape)
    {
        x = Biased(x, bias);
        for (var at = 0; at < x.Length; at += shape.HeadSize)
        {
            if (norm is not null) Norm(x[at..(at + shape.HeadSize)], norm, shape).CopyTo(x, at);
            for (var pair = 0; pair < shape.RopeSize / 2; pair++)
            {
                var (sine, cosine) = Math.SinCos(position * Math.Pow(shape.RopeBase, -2.0 * pair / shape.RopeSize));
                var (first, second) = shape.RopeByHalves ? (at + pair, at + pair + (shape.RopeSize / 2)) : (at + (2 * pair), at + (2 * pair) + 1);
                (x[first], x[second]) = ((x[first] * cosine) - (x[second] * sine), (x[first] * sine) + (x[second] * cosine));
            }
        }
        return x;
    }

    private static double[] Biased(double[] x, float[]? bias) => bias is null ? x : [.. x.Zip(bias, (a, b) => a + b)];

    private static double[] Norm(double[] x, float[] weight, ModelShape shape)
    {
        var scale = 1 / Math.Sqrt(x.Average(v => v * v) + shape.NormEpsilon);
        return [.. x.Zip(weight, (v, w) => v * scale * w)];
    }

    private static double[] Product(float[][] rows, double[] x) => [.. rows.Select(row =>
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++) sum += row[i] * x[i];
        return sum;
    })];

    private static void Add(double[] x, double[] y)
    {
        for (var i = 0; i < x.Length; i++) x[i] += y[i];
    }
}
