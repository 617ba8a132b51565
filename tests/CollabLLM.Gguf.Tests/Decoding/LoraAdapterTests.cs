using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Tests.Decoding;

public sealed unsafe class LoraAdapterTests
{
    private const int Rank = 3;
    private const float Scale = 0.5f;

    [Fact]
    public void An_adapter_equals_weights_with_its_product_merged_in_and_leaves_its_neighbours_alone()
    {
        using var model = new TinyModel("llama", GgmlType.F32);
        var random = new Random(7);
        Dictionary<(int, AdapterTarget), LowRankProduct> products = [];
        List<Action> merges = [];
        foreach (var (layer, target, rows) in new[]
        {
            (0, AdapterTarget.Query, model.Layers[0].Query), (0, AdapterTarget.Value, model.Layers[0].Value), (1, AdapterTarget.Key, model.Layers[1].Key),
            (1, AdapterTarget.AttentionOutput, model.Layers[1].Output), (0, AdapterTarget.Gate, model.Layers[0].Gate),
            (1, AdapterTarget.Up, model.Layers[1].Up), (1, AdapterTarget.Down, model.Layers[1].Down),
        })
        {
            var a = Matrix(random, Rank, rows[0].Length);
            var b = Matrix(random, rows.Length, Rank);
            products[(layer, target)] = new(Pack(a), Pack(b), Scale);
            merges.Add(() => Merge(rows, a, b));
        }
        using var adapter = new LoraAdapter("style", 1, products);

        using var pool = new WorkerPool(2);
        using var cache = new KvPool(model.Shape, KvFormat.Single, 32, 32);
        using var pass = new ForwardPass(model.Weights, pool, cache, 128, 64);
        var tokens = model.Tokens(20, 1);
        using KvSequence plain = new(cache, -1), adapted = new(cache, -2);
        Assert.True(plain.Reserve(20) && adapted.Reserve(20));
        pass.Evaluate([new(plain, 0, tokens, null, 1), new(adapted, 0, tokens, adapter, 1)]);
        var (without, with) = (pass.Logits(0).ToArray(), pass.Logits(1).ToArray());

        Equal(PlainDecoder.Logits(model, tokens)[^1], without);
        foreach (var merge in merges) merge();
        var merged = PlainDecoder.Logits(model, tokens)[^1];
        Equal(merged, with);
        Assert.True(merged.Zip(without).Max(p => Math.Abs(p.First - p.Second)) > 0.05, "the adapter must change something");
    }

    [Fact]
    public void An_unknown_adapter_is_named_beside_the_known_ones()
    {
        using var set = new AdapterSet([new LoraAdapter("formal", 1, []), new LoraAdapter("brief", 2, [])]);
        Assert.Null(set.Find(null));
        var refused = Assert.Throws<GgufException>(() => set.Find("funny"));
        Assert.Equal("This model has no adapter funny; it has brief, formal.", refused.Message);
    }

    private static void Equal(double[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 5e-4);
    }

    private static float[][] Matrix(Random random, int rows, int columns) =>
        [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, columns).Select(_ => (random.NextSingle() - 0.5f) / 4).ToArray())];

    private static void Merge(float[][] rows, float[][] a, float[][] b)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            for (var i = 0; i < rows[row].Length; i++)
            {
                for (var r = 0; r < Rank; r++) rows[row][i] += Scale * b[row][r] * a[r][i];
            }
        }
    }

    private static PackedMatrix Pack(float[][] rows)
    {
        using var pool = new WorkerPool(1);
        var flat = rows.SelectMany(r => r).ToArray();
        fixed (float* source = flat)
        {
            return MatrixPacker.Pack(GgmlType.F32, (byte*)source, rows[0].Length * sizeof(float), rows.Length, rows[0].Length, KernelLevels.Best, pool);
        }
    }
}
