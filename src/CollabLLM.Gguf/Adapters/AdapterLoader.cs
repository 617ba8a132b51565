using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Adapters;

/// <summary>Reads LoRA adapters from GGUF files and checks them against the base model.</summary>
internal static class AdapterLoader
{
    private static readonly Dictionary<string, AdapterTarget> Targets = new(StringComparer.Ordinal)
    {
        ["attn_q"] = AdapterTarget.Query,
        ["attn_k"] = AdapterTarget.Key,
        ["attn_v"] = AdapterTarget.Value,
        ["attn_output"] = AdapterTarget.AttentionOutput,
        ["ffn_gate"] = AdapterTarget.Gate,
        ["ffn_up"] = AdapterTarget.Up,
        ["ffn_down"] = AdapterTarget.Down,
    };

    public static AdapterSet LoadAll(IReadOnlyDictionary<string, string> paths, GgufFile model, ModelWeights weights, WorkerPool pool)
    {
        List<LoraAdapter> adapters = [];
        try
        {
            foreach (var (name, path) in paths)
            {
                try
                {
                    adapters.Add(Load(name, path, adapters.Count + 1, model, weights, pool));
                }
                catch (GgufException e)
                {
                    throw new GgufException(e.Message, e) { Adapter = name };
                }
            }
            return new(adapters);
        }
        catch
        {
            foreach (var adapter in adapters) adapter.Dispose();
            throw;
        }
    }

    private static LoraAdapter Load(string name, string path, int number, GgufFile model, ModelWeights weights, WorkerPool pool)
    {
        using var file = GgufFile.Open(path);
        var metadata = new ModelMetadata(file, path);
        Require(metadata.Text("general.type", "") == "adapter" && metadata.Text("adapter.type", "") == "lora", $"{path} is not a LoRA adapter.");
        var architecture = metadata.Text("general.architecture");
        Require(
            architecture == weights.Shape.Architecture,
            $"The adapter {path} is for the architecture {architecture}; the model is of {weights.Shape.Architecture}.");
        if (AdapterVocabulary.Problem(file, () => new(model)) is { } problem) throw new GgufException(problem);
        var alpha = metadata.Number("adapter.lora.alpha", null);
        var source = new TensorSource(file, path, weights.Level, Precision.Exact, pool);
        try
        {
            var products = Products(file, source, alpha, weights, path);
            Require(products.Count > 0, $"The adapter {path} changes nothing: it has no lora_a tensors.");
            source.RequireAllUsed("adapter");
            return new(name, number, products);
        }
        catch
        {
            source.Discard();
            throw;
        }
    }

    private static Dictionary<(int Layer, AdapterTarget Target), LowRankProduct> Products(
        GgufFile file, TensorSource source, double alpha, ModelWeights weights, string path)
    {
        Dictionary<(int, AdapterTarget), LowRankProduct> products = [];
        foreach (var tensor in file.Tensors.Where(t => t.Name.EndsWith(".lora_a", StringComparison.Ordinal)))
        {
            var target = tensor.Name[..^".lora_a".Length];
            var (layer, place) = Parse(target, path, weights.Shape.Layers);
            var matrix = Matrix(weights.Layers[layer], place);
            Require(tensor.Shape.Length == 2 && tensor.Shape[1] is > 0 and <= 4096, $"Tensor {tensor.Name} of {path} is not a matrix of usable rank.");
            Require(!products.ContainsKey((layer, place)), $"The adapter {path} changes {place} of block {layer} twice.");
            var rank = (int)tensor.Shape[1];
            products.Add((layer, place), new(
                source.Matrix(tensor.Name, matrix.Columns, rank),
                source.Matrix(target + ".lora_b", rank, matrix.Rows),
                (float)(alpha == 0 ? 1 : alpha / rank)));
        }
        return products;
    }

    private static (int Layer, AdapterTarget Target) Parse(string tensor, string path, int layers)
    {
        if (tensor.Split('.') is ["blk", var number, var name, "weight"] && int.TryParse(number, out var layer) && Targets.TryGetValue(name, out var target))
        {
            Require(layer >= 0 && layer < layers, $"The adapter {path} changes block {layer}; the model has {layers}.");
            return (layer, target);
        }
        throw new GgufException($"The adapter {path} changes {tensor}, which is not a matrix of a block; such adapters are not supported.");
    }

    private static PackedMatrix Matrix(LayerWeights layer, AdapterTarget target) => target switch
    {
        AdapterTarget.Query => layer.Query,
        AdapterTarget.Key => layer.Key,
        AdapterTarget.Value => layer.Value,
        AdapterTarget.AttentionOutput => layer.AttentionOutput,
        AdapterTarget.Gate => layer.Gate,
        AdapterTarget.Up => layer.Up,
        _ => layer.Down,
    };

    private static void Require(bool holds, string problem)
    {
        if (!holds) throw new GgufException(problem);
    }
}
