using System.Text.Json;
using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Adapters;

namespace CollabLLM.Training.Safetensors;

/// <summary>LoRA adapters as PEFT writes them, a folder with adapter_config.json and adapter_model.safetensors, turned into GGUF for a base.</summary>
public static class PeftAdapter
{
    private const string ConfigName = "adapter_config.json";
    private const string WeightsName = "adapter_model.safetensors";
    private const string TokenizerName = "tokenizer.json";
    private const string Prefix = "base_model.model.";

    /// <summary>Ways to begin that change the base beside the adapter.</summary>
    private static readonly string[] OwnBase = ["pissa", "olora", "corda", "loftq"];

    /// <summary>Writes the adapter beside whose base it loads, here and in llama.cpp.</summary>
    /// <param name="folder">Holds adapter_config.json and adapter_model.safetensors; where a tokenizer.json lies beside them, its vocabulary has to be the base's.</param>
    /// <param name="basePath">The GGUF file of the model that the adapter was trained on.</param>
    /// <param name="path">The adapter; what was there is replaced once the new one is whole.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <returns>Number of matrices that the adapter changes.</returns>
    /// <exception cref="TrainingException">A file is missing or damaged, is no plain LoRA adapter, or does not fit the base; the message names file and field or tensor.</exception>
    /// <exception cref="GgufException">The base is missing, damaged, or none that the decoder runs.</exception>
    public static int ToGguf(string folder, string basePath, string path, GgmlType type = GgmlType.F16)
    {
        if (type is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16)) throw new ArgumentOutOfRangeException(nameof(type), type, "Adapters are written as F32, F16 or BF16.");
        var (rank, alpha) = SafetensorsModel.Json(folder, ConfigName, root => Config(root, Path.Combine(folder, ConfigName)));
        var weights = Path.Combine(folder, WeightsName);
        if (!File.Exists(weights)) throw new TrainingException($"{folder} holds no {WeightsName}.");
        using var target = DecoderFile.Open(basePath);
        using var file = new SafetensorsFile(weights);
        var writer = new GgufWriter()
            .Add("general.type", GgufValue.From("adapter"))
            .Add("general.architecture", GgufValue.From(target.Shape.Architecture))
            .Add("adapter.type", GgufValue.From("lora"))
            .Add("adapter.lora.alpha", GgufValue.From((float)alpha));
        if (target.File.Metadata.ContainsKey("tokenizer.ggml.model"))
        {
            var vocabulary = Tokenizer.Load(target.File).Vocabulary;
            CheckVocabulary(folder, basePath, vocabulary);
            writer.Add(AdapterVocabulary.Key, GgufValue.From(AdapterVocabulary.Fingerprint(vocabulary)));
        }
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        foreach (var name in file.Names)
        {
            if (!found.TryAdd(Target(name, weights), name)) throw new TrainingException($"{weights} has {name} beside {found[Target(name, weights)]}: it holds more than one adapter.");
        }
        string[] maps = [.. found.Keys.Select(k => k[..k.LastIndexOf('.')]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (maps.Length == 0) throw new TrainingException($"{weights} holds no tensor.");
        foreach (var map in maps)
        {
            if (!found.TryGetValue(map + ".lora_a", out var a) || !found.TryGetValue(map + ".lora_b", out var b))
            {
                throw new TrainingException($"{weights} has only one half of the adapter of {found.First(f => f.Key.StartsWith(map + ".", StringComparison.Ordinal)).Value}.");
            }
            if (!target.Has(map + ".weight")) throw new TrainingException($"{weights} has a tensor {a}, which is nothing in {basePath}: that model has {target.Shape.Layers} layers.");
            var (inputs, outputs) = Extents(map[(map.LastIndexOf('.') + 1)..], target.Shape);
            Check(a, rank, inputs);
            Check(b, outputs, rank);
            var values = file.Floats(b);
            // In GGUF the rows of a llama's queries and keys stand in another order, and with them those of what is added.
            if (target.Shape.Architecture == "llama" && map.EndsWith(".attn_q", StringComparison.Ordinal) | map.EndsWith(".attn_k", StringComparison.Ordinal))
            {
                values = SafetensorsModel.Interleave(values, target.Shape.HeadSize, rank);
            }
            writer.Add(map + ".weight.lora_a", type, [inputs, rank], GgmlRows.Encode(type, file.Floats(a)));
            writer.Add(map + ".weight.lora_b", type, [rank, outputs], GgmlRows.Encode(type, values));
        }
        writer.Save(path);
        return maps.Length;

        void Check(string name, int rows, int columns)
        {
            if (file.Shape(name) is [var height, var width] && height == rows && width == columns) return;
            throw new TrainingException($"Tensor {name} of {weights} is {string.Join(" x ", file.Shape(name))}; {basePath} and r = {rank} need {rows} x {columns}.");
        }
    }

    /// <summary>Rank and alpha. What only some adapters have, and this form cannot hold, is refused.</summary>
    private static (int Rank, double Alpha) Config(JsonElement root, string path)
    {
        if (Text("peft_type") is var kind && kind != "LORA") throw Bad("peft_type", $"is {kind ?? "missing"}, not LORA");
        foreach (var flag in (string[])["use_dora", "fan_in_fan_out", "lora_bias"])
        {
            if (root.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True) throw Bad(flag, "is true, which an adapter in GGUF cannot hold");
        }
        // Their A and B stand for what was taken out of the base at the start, and belong to a base without it.
        if (Text("init_lora_weights") is { } start && Array.Exists(OwnBase, o => start.StartsWith(o, StringComparison.OrdinalIgnoreCase))) throw Bad("init_lora_weights", $"is {start}, whose base is not the published one; save it converted to a plain adapter");
        foreach (var pattern in (string[])["rank_pattern", "alpha_pattern", "modules_to_save"])
        {
            if (root.TryGetProperty(pattern, out var value) && HasAny(value)) throw Bad(pattern, "is not empty, which an adapter in GGUF cannot hold");
        }
        if (Text("bias") is { } bias and not "none") throw Bad("bias", $"is {bias}; an adapter in GGUF has none");
        var rank = Number("r") is >= 1 and <= 4096 and var r && r == Math.Floor(r) ? (int)r : throw Bad("r", "is no rank from 1 to 4096");
        var alpha = Number("lora_alpha") is > 0 and var a ? a : throw Bad("lora_alpha", "is no number above 0");
        // GGUF's factor is alpha / r; that of a rank-stabilised adapter is alpha / √r.
        return (rank, root.TryGetProperty("use_rslora", out var stable) && stable.ValueKind == JsonValueKind.True ? alpha * Math.Sqrt(rank) : alpha);

        string? Text(string field) => root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        double? Number(string field) => root.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

        static bool HasAny(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Any(),
            JsonValueKind.Array => value.GetArrayLength() > 0,
            _ => false,
        };

        TrainingException Bad(string field, string problem) => new($"{path}: {field} {problem}.");
    }

    /// <summary>Trainers keep the tokenizer beside the adapter: the only thing that tells a wrong base of the same sizes.</summary>
    private static void CheckVocabulary(string folder, string basePath, Vocabulary vocabulary)
    {
        if (!File.Exists(Path.Combine(folder, TokenizerName))) return;
        var path = Path.Combine(folder, TokenizerName);
        SafetensorsModel.Json(folder, TokenizerName, root =>
        {
            if (!root.TryGetProperty("model", out var model) || !model.TryGetProperty("vocab", out var words) || words.ValueKind != JsonValueKind.Object) return true;
            foreach (var word in words.EnumerateObject())
            {
                var id = word.Value.GetInt32();
                if (id >= 0 && id < vocabulary.Count && vocabulary.Pieces[id] == word.Name) continue;
                throw new TrainingException($"{path}: model.vocab has \"{word.Name}\" as token {id}, which {basePath} has not: the adapter was trained on another vocabulary.");
            }
            return true;
        });
    }

    /// <summary>Name of a factor in GGUF without ".weight": <c>blk.0.attn_q.lora_a</c>.</summary>
    private static string Target(string name, string path)
    {
        var plain = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        foreach (var (half, target) in new[] { (".lora_A", ".lora_a"), (".lora_B", ".lora_b") })
        {
            // Between the half and "weight" older files name the adapter.
            if (plain.IndexOf(half + ".", StringComparison.Ordinal) is var at and > 0
                && plain[(at + half.Length + 1)..].Split('.') is ["weight"] or [_, "weight"]
                && SafetensorsModel.Target(plain[..at] + ".weight") is { } map
                && map.Split('.') is [_, _, var last, "weight"]
                && LoraOptions.AllTargets.Contains(last))
            {
                return map[..^".weight".Length] + target;
            }
        }
        throw new TrainingException($"{path} has a tensor {name}; only factors of the seven matrices of a layer are read.");
    }

    private static (int Inputs, int Outputs) Extents(string map, ModelShape shape) => map switch
    {
        "attn_q" => (shape.Width, shape.QueryWidth),
        "attn_k" or "attn_v" => (shape.Width, shape.KeyWidth),
        "attn_output" => (shape.QueryWidth, shape.Width),
        "ffn_down" => (shape.FeedForward, shape.Width),
        _ => (shape.Width, shape.FeedForward),
    };
}
