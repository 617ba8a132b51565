using System.Text.Json;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Safetensors;

/// <summary>Models as a folder of safetensors files with config.json and tokenizer.json (Llama, SmolLM2, Qwen 2 and 3), turned into GGUF.</summary>
public static class SafetensorsModel
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["input_layernorm.weight"] = "attn_norm.weight",
        ["self_attn.q_proj.weight"] = "attn_q.weight",
        ["self_attn.k_proj.weight"] = "attn_k.weight",
        ["self_attn.v_proj.weight"] = "attn_v.weight",
        ["self_attn.o_proj.weight"] = "attn_output.weight",
        ["self_attn.q_proj.bias"] = "attn_q.bias",
        ["self_attn.k_proj.bias"] = "attn_k.bias",
        ["self_attn.v_proj.bias"] = "attn_v.bias",
        ["self_attn.q_norm.weight"] = "attn_q_norm.weight",
        ["self_attn.k_norm.weight"] = "attn_k_norm.weight",
        ["post_attention_layernorm.weight"] = "ffn_norm.weight",
        ["mlp.gate_proj.weight"] = "ffn_gate.weight",
        ["mlp.up_proj.weight"] = "ffn_up.weight",
        ["mlp.down_proj.weight"] = "ffn_down.weight",
    };

    /// <summary>Writes the model as GGUF, for <see cref="PolicyFile.Load"/>, the managed decoder and llama.cpp. Keeps it in memory once.</summary>
    /// <param name="folder">Holds config.json, tokenizer.json and one or more *.safetensors.</param>
    /// <param name="path">The GGUF file; what was there is replaced once the new one is whole.</param>
    /// <param name="type">Type of matrices: F32, F16, BF16 or Q8_0; vectors are F32.</param>
    /// <exception cref="TrainingException">A file is missing or damaged, or the model is none that the decoder computes; the message names file and field.</exception>
    public static void ToGguf(string folder, string path, GgmlType type)
    {
        var config = Json(folder, "config.json", root => new ModelConfig(root, Path.Combine(folder, "config.json")));
        var writer = new GgufWriter();
        foreach (var (key, value) in FreshModel.Describe(config.Shape)) writer.Add(key, value);
        writer.Add("general.name", GgufValue.From(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))));
        var jinja = Path.Combine(folder, "chat_template.jinja");
        var template = File.Exists(jinja) ? File.ReadAllText(jinja) : null;
        var settings = File.Exists(Path.Combine(folder, "tokenizer_config.json")) ? Json(folder, "tokenizer_config.json", root => root) : default;
        if (settings.ValueKind != JsonValueKind.Object) settings = JsonDocument.Parse("{}").RootElement.Clone();
        foreach (var (key, value) in Json(folder, "tokenizer.json", root => TokenizerJson.Read(Path.Combine(folder, "tokenizer.json"), root, settings, template, config.Shape.Vocabulary).ToList()))
        {
            writer.Add(key, value);
        }
        if (config.Factors() is { } factors) writer.Add("rope_freqs.weight", GgmlType.F32, [factors.Length], GgmlRows.Encode(GgmlType.F32, factors));
        foreach (var file in Files(folder)) Add(writer, file, config, type);
        var made = path + ".made";
        try
        {
            writer.Save(made);
            // Sizes and what is missing are said by who computes with it.
            using (DecoderFile.Open(made))
            {
            }
            File.Move(made, path, overwrite: true);
        }
        catch (GgufException e)
        {
            throw new TrainingException(e.Message.Replace(made, folder, StringComparison.Ordinal), e);
        }
        finally
        {
            File.Delete(made);
        }
    }

    /// <summary>The smallest type that keeps every weight as it is: that of the files where they have one, else F32.</summary>
    /// <exception cref="TrainingException">The folder holds no readable *.safetensors.</exception>
    public static GgmlType TypeOf(string folder)
    {
        HashSet<string> types = [];
        foreach (var path in Files(folder))
        {
            using var file = new SafetensorsFile(path);
            types.UnionWith(file.Names.Where(n => file.Shape(n).Length > 1).Select(file.Type));
        }
        return types.Count != 1 ? GgmlType.F32 : types.Single() switch { "F16" => GgmlType.F16, "BF16" => GgmlType.BF16, _ => GgmlType.F32 };
    }

    private static string[] Files(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new TrainingException($"{folder} holds no *.safetensors.");
    }

    private static void Add(GgufWriter writer, string path, ModelConfig config, GgmlType type)
    {
        using var file = new SafetensorsFile(path);
        foreach (var name in file.Names)
        {
            // Old files carry the frequencies, which are computed; tied models may carry the output twice.
            if (name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal) || (name == "lm_head.weight" && config.IsTied)) continue;
            var target = Target(name) ?? throw new TrainingException($"{path} has a tensor {name}, which the {config.Shape.Architecture} decoder does not compute.");
            long[] shape = [.. file.Shape(name).Reverse()];
            var values = file.Floats(name);
            if (config.Shape.Architecture == "llama" && target.Split('.') is [_, _, "attn_q" or "attn_k", _]) values = Interleave(values, config.Shape.HeadSize, (int)shape[0]);
            var written = shape.Length == 1 ? GgmlType.F32 : shape[0] % type.BlockSize() == 0 ? type : GgmlType.F16;
            writer.Add(target, written, shape, GgmlRows.Encode(written, values));
        }
    }

    /// <summary>Name in GGUF; null for what is not computed.</summary>
    internal static string? Target(string name) => name.Split('.', 4) switch
    {
        ["model", "embed_tokens", "weight"] => "token_embd.weight",
        ["model", "norm", "weight"] => "output_norm.weight",
        ["lm_head", "weight"] => "output.weight",
        ["model", "layers", var layer, var rest] when Names.TryGetValue(rest, out var known) => $"blk.{layer}.{known}",
        _ => null,
    };

    /// <summary>Rows of a head whose halves turn together, so ordered that neighbours do, as GGUF has them for llama.</summary>
    internal static float[] Interleave(float[] rows, int headSize, int columns)
    {
        var result = new float[rows.Length];
        for (var row = 0; row < rows.Length / columns; row++)
        {
            var (head, within) = (row / headSize, row % headSize);
            var target = (head * headSize) + (within % (headSize / 2) * 2) + (within / (headSize / 2));
            rows.AsSpan(row * columns, columns).CopyTo(result.AsSpan(target * columns));
        }
        return result;
    }

    /// <exception cref="TrainingException">The file is missing or not what it should be.</exception>
    internal static T Json<T>(string folder, string name, Func<JsonElement, T> read)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) throw new TrainingException($"{folder} holds no {name}.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return read(document.RootElement.Clone());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new TrainingException($"{path} is not what it should be: {e.Message}", e);
        }
    }
}
