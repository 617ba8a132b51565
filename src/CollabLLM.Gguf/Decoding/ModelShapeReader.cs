using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Reads and checks the sizes in a file's metadata. Everything that could make the decoder compute nonsense is refused with a sentence.</summary>
internal static class ModelShapeReader
{
    private const int Most = 1 << 24;

    /// <summary>Architectures the decoder computes.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["llama", "qwen2", "qwen3"];

    public static ModelShape Read(GgufFile file, string path)
    {
        var metadata = new ModelMetadata(file, path);
        var architecture = metadata.Text("general.architecture");
        if (!Supported.Contains(architecture))
        {
            throw new GgufException($"{path} is of architecture {architecture}; this decoder runs {string.Join(", ", Supported)}.");
        }
        var p = architecture + ".";
        if (metadata.Integer(p + "expert_count", 0) > 0) throw new GgufException($"{path} is a mixture of experts, which this decoder does not run.");
        if (metadata.Integer(p + "attention.sliding_window", 0) is > 0 and var window && metadata.Flag(p + "attention.sliding_window_enabled", true))
        {
            throw new GgufException($"{path} uses sliding-window attention ({window} tokens), which this decoder does not run.");
        }
        var width = Size(metadata, p + "embedding_length");
        var heads = Size(metadata, p + "attention.head_count");
        var keyHeads = Size(metadata, p + "attention.head_count_kv", heads);
        var headSize = Size(metadata, p + "attention.key_length", width / heads);
        var shape = new ModelShape
        {
            Architecture = architecture,
            Layers = Size(metadata, p + "block_count"),
            Width = width,
            Heads = heads,
            KeyHeads = keyHeads,
            HeadSize = headSize,
            FeedForward = Size(metadata, p + "feed_forward_length"),
            Vocabulary = Vocabulary(file, path),
            TrainedContext = Size(metadata, p + "context_length"),
            NormEpsilon = (float)metadata.Number(p + "attention.layer_norm_rms_epsilon", null),
            RopeBase = (float)metadata.Number(p + "rope.freq_base", 10000),
            RopeSize = Size(metadata, p + "rope.dimension_count", headSize),
            RopeByHalves = architecture != "llama",
            RopeLinearFactor = LinearFactor(metadata, p, path),
        };
        Check(shape, metadata, p, path);
        return shape;
    }

    private static void Check(ModelShape shape, ModelMetadata metadata, string p, string path)
    {
        Require(shape.Heads % shape.KeyHeads == 0, $"{shape.Heads} heads cannot share {shape.KeyHeads} key heads");
        Require(shape.HeadSize <= 1024, $"a head size of {shape.HeadSize} is not usable");
        Require((long)shape.Heads * shape.HeadSize <= Most, $"{shape.Heads} heads of {shape.HeadSize} values are too many");
        Require(
            metadata.Integer(p + "attention.value_length", shape.HeadSize) == shape.HeadSize,
            "keys and values of different size are not supported");
        Require(shape.RopeSize <= shape.HeadSize && shape.RopeSize % 2 == 0, $"{shape.RopeSize} values cannot be rotated");
        Require(shape.NormEpsilon is > 0 and < 1, $"a norm epsilon of {shape.NormEpsilon} makes no sense");
        Require(shape.RopeBase > 1 && float.IsFinite(shape.RopeBase), $"a rotation base of {shape.RopeBase} makes no sense");
        Require(shape.Layers <= 1024, $"{shape.Layers} blocks are too many");

        void Require(bool holds, string problem)
        {
            if (!holds) throw new GgufException($"{path}: {problem}.");
        }
    }

    private static float LinearFactor(ModelMetadata metadata, string p, string path)
    {
        var type = metadata.Text(p + "rope.scaling.type", "none");
        var factor = metadata.Number(p + "rope.scaling.factor", metadata.Number(p + "rope.scale_linear", 1));
        return type switch
        {
            "none" => 1,
            "linear" when factor is >= 1 and <= 4096 => (float)factor,
            "linear" => throw new GgufException($"{path} divides positions by {factor}, which makes no sense."),
            _ => throw new GgufException($"{path} scales rotations by {type}; this decoder knows none and linear (and llama 3's frequency tensor)."),
        };
    }

    private static int Vocabulary(GgufFile file, string path)
    {
        var embedding = file.Tensors.FirstOrDefault(t => t.Name == "token_embd.weight")
            ?? throw new GgufException($"{path} has no tensor token_embd.weight; the file is incomplete or of another architecture.");
        if (embedding.Shape.Length < 2 || embedding.Shape[1] is <= 0 or > Most) throw new GgufException($"Tensor token_embd.weight of {path} is not a matrix.");
        return (int)embedding.Shape[1];
    }

    private static int Size(ModelMetadata metadata, string key, int? fallback = null)
    {
        var value = metadata.Integer(key, fallback);
        if (value is <= 0 or > Most) throw new GgufException($"{metadata.Path}: {key} is {value}, which is not a usable size.");
        return (int)value;
    }
}
