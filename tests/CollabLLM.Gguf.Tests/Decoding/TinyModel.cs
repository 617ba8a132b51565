using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Gguf.Tests.Decoding;

/// <summary>A small random decoder in memory, with every weight also at hand as plain floats.</summary>
internal sealed unsafe class TinyModel : IDisposable
{
    private readonly List<float[][]> _plain = [];
    private readonly WorkerPool _packers = new(1);
    private readonly GgmlType _type;
    private int _seed;

    public TinyModel(string architecture, GgmlType type, int width = 256, int heads = 4, int keyHeads = 2, int headSize = 64, int layers = 2, bool tied = false, int seed = 1)
    {
        _type = type;
        _seed = seed * 1000;
        var shape = new ModelShape
        {
            Architecture = architecture,
            Layers = layers,
            Width = width,
            Heads = heads,
            KeyHeads = keyHeads,
            HeadSize = headSize,
            FeedForward = 512,
            Vocabulary = 300,
            TrainedContext = 512,
            NormEpsilon = 1e-5f,
            RopeBase = 10000,
            RopeSize = headSize,
            RopeByHalves = architecture != "llama",
            RopeLinearFactor = 1,
        };
        Embedding = Rows(shape.Vocabulary, width, out var embedding);
        EmbeddingRows = embedding;
        OutputNorm = Near(1, width);
        var blocks = Enumerable.Range(0, layers).Select(_ => new TinyLayer(this, shape)).ToArray();
        Layers = blocks;
        PackedMatrix? output = null;
        if (tied)
        {
            OutputRows = EmbeddingRows;
        }
        else
        {
            output = Rows(shape.Vocabulary, width, out var rows);
            OutputRows = rows;
        }
        Weights = new()
        {
            Shape = shape,
            Level = KernelLevels.Best,
            Embedding = Embedding,
            Layers = [.. blocks.Select(b => b.Weights)],
            OutputNorm = Buffer(OutputNorm),
            Output = output ?? Embedding,
            RopeFactors = [],
        };
    }

    public ModelWeights Weights { get; }

    public ModelShape Shape => Weights.Shape;

    public float[][] EmbeddingRows { get; }

    public float[][] OutputRows { get; }

    public float[] OutputNorm { get; }

    public IReadOnlyList<TinyLayer> Layers { get; }

    private PackedMatrix Embedding { get; }

    public int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(Shape.Vocabulary))];
    }

    public PackedMatrix Rows(int rows, int columns, out float[][] plain)
    {
        var bytes = RandomRows.Make(_type, rows, columns, _seed++, 2f / MathF.Sqrt(columns));
        var size = RandomRows.RowBytes(_type, columns);
        plain = [.. Enumerable.Range(0, rows).Select(r => RandomRows.Values(_type, bytes.AsSpan(r * size, size), columns))];
        _plain.Add(plain);
        fixed (byte* source = bytes) return MatrixPacker.Pack(_type, source, size, rows, columns, KernelLevels.Best, _packers);
    }

    public float[] Near(float center, int count)
    {
        var random = new Random(_seed++);
        return [.. Enumerable.Range(0, count).Select(_ => center + ((random.NextSingle() - 0.5f) / 4))];
    }

    public static NativeBuffer Buffer(float[] values)
    {
        var buffer = new NativeBuffer(values.Length * sizeof(float));
        values.CopyTo(new Span<float>(buffer.Floats, values.Length));
        return buffer;
    }

    public void Dispose()
    {
        Weights.Dispose();
        _packers.Dispose();
    }
}
