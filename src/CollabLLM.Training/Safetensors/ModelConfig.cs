using System.Text.Json;
using CollabLLM.Gguf.Decoding;

namespace CollabLLM.Training.Safetensors;

/// <summary>The config.json beside safetensors files.</summary>
internal sealed class ModelConfig
{
    private static readonly string[] Known = ["llama", "qwen2", "qwen3"];
    private readonly JsonElement _root;
    private readonly string _path;

    public ModelConfig(JsonElement root, string path)
    {
        (_root, _path) = (root, path);
        var type = root.TryGetProperty("model_type", out var named) ? named.GetString() : null;
        Require(Known.Contains(type), $"model_type is {type ?? "missing"}; {string.Join(", ", Known)} are read");
        Require(!Flag("attention_bias") || type != "llama", "attention_bias is true, which a llama decoder does not compute");
        Require(!Flag("mlp_bias"), "mlp_bias is true, which this decoder does not compute");
        Require(!Flag("use_sliding_window"), "use_sliding_window is true, which this decoder does not compute");
        var (width, heads) = (Size("hidden_size", null), Size("num_attention_heads", null));
        var headSize = Size("head_dim", width / heads);
        Shape = new()
        {
            Architecture = type!,
            Layers = Size("num_hidden_layers", null),
            Width = width,
            Heads = heads,
            KeyHeads = Size("num_key_value_heads", heads),
            HeadSize = headSize,
            FeedForward = Size("intermediate_size", null),
            Vocabulary = Size("vocab_size", null),
            TrainedContext = Size("max_position_embeddings", 2048),
            NormEpsilon = (float)Number(_root, "rms_norm_eps", 1e-6),
            RopeBase = (float)Number(_root, "rope_theta", Rope is { } rope ? Number(rope, "rope_theta", 10000) : 10000),
            RopeSize = headSize,
            RopeByHalves = type != "llama",
            RopeLinearFactor = Scaling is "linear" ? (float)Number(Rope!.Value, "factor", 1) : 1,
        };
        Require(Shape.Heads % Shape.KeyHeads == 0 && headSize % 2 == 0, "its heads cannot share keys or cannot be rotated");
        Require(Scaling is "default" or "linear" or "llama3", $"rope_scaling is {Scaling}; linear and llama3 are computed");
    }

    public ModelShape Shape { get; }

    public bool IsTied => Flag("tie_word_embeddings");

    /// <summary>Llama 3.1's divisors of the frequencies (rope_freqs), or null.</summary>
    public float[]? Factors()
    {
        if (Scaling != "llama3") return null;
        var rope = Rope!.Value;
        var (factor, low, high) = (Number(rope, "factor", 8), Number(rope, "low_freq_factor", 1), Number(rope, "high_freq_factor", 4));
        var old = Number(rope, "original_max_position_embeddings", 8192);
        var factors = new float[Shape.RopeSize / 2];
        for (var i = 0; i < factors.Length; i++)
        {
            // Short waves stay, long ones are stretched, those between are mixed.
            var turns = old * Math.Pow(Shape.RopeBase, -2.0 * i / Shape.RopeSize) / (2 * Math.PI);
            var mix = Math.Clamp((turns - low) / (high - low), 0, 1);
            factors[i] = (float)(1 / (((1 - mix) / factor) + mix));
        }
        return factors;
    }

    private JsonElement? Rope => Object("rope_scaling") ?? Object("rope_parameters");

    private string Scaling =>
        Rope is not { } rope ? "default"
        : rope.TryGetProperty("rope_type", out var type) || rope.TryGetProperty("type", out type) ? type.GetString() ?? "default"
        : "default";

    private JsonElement? Object(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private bool Flag(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private int Size(string name, int? fallback)
    {
        var size = _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number) ? number : -1 : fallback ?? -1;
        Require(size is > 0 and <= 1 << 24, $"{name} is missing or no usable size");
        return size;
    }

    private static double Number(JsonElement parent, string name, double fallback) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : fallback;

    private void Require(bool holds, string problem)
    {
        if (!holds) throw new TrainingException($"{_path}: {problem}.");
    }
}
