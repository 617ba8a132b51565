using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Tests.Safetensors;

/// <summary>A policy as a folder of safetensors.</summary>
internal static class SafetensorsFolder
{
    public static string Write(TemporaryFolder root, Policy policy, string architecture, Func<string, bool>? keep = null, object? scaling = null)
    {
        var folder = Directory.CreateTempSubdirectory("safetensors-").FullName;
        Directory.Move(folder, folder = Path.Combine(root.Path, Path.GetFileName(folder)));
        var shape = policy.Shape;
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            model_type = architecture,
            hidden_size = shape.Width,
            num_hidden_layers = shape.Layers,
            num_attention_heads = shape.Heads,
            num_key_value_heads = shape.KeyHeads,
            head_dim = shape.HeadSize,
            intermediate_size = shape.FeedForward,
            vocab_size = shape.Vocabulary,
            max_position_embeddings = shape.TrainedContext,
            rms_norm_eps = 1e-5,
            rope_theta = 5000.0,
            rope_scaling = scaling,
            tie_word_embeddings = policy.IsTied,
        }));
        var vocabulary = policy.Tokenizer!.Vocabulary;
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            added_tokens = Enumerable.Range(0, 3).Select(i => new { id = i, content = vocabulary.Pieces[i], special = true }),
            pre_tokenizer = new { type = "Sequence", pretokenizers = new object[] { new { type = "Digits", individual_digits = true }, new { type = "ByteLevel" } } },
            model = new { type = "BPE", vocab = Enumerable.Range(3, vocabulary.Count - 3).ToDictionary(i => vocabulary.Pieces[i], i => i), merges = Array.Empty<string>() },
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), JsonSerializer.Serialize(new
        {
            bos_token = new { content = "<|im_start|>" },
            eos_token = "<|im_end|>",
            chat_template = "{{ messages[0]['content'] }}",
        }));
        var tensors = policy.Tensors.Where(t => keep?.Invoke(t.Key) ?? true).Select(t => (Name(t.Key), t.Value.shape, PolicyFile.Values(t.Value))).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), Encode(tensors));
        return folder;
    }

    public static string Name(string gguf) => gguf.Split('.') switch
    {
        ["token_embd", ..] => "model.embed_tokens.weight",
        ["output_norm", ..] => "model.norm.weight",
        ["output", ..] => "lm_head.weight",
        [_, var layer, var map, var kind] => $"model.layers.{layer}." + map switch
        {
            "attn_norm" => "input_layernorm",
            "ffn_norm" => "post_attention_layernorm",
            "attn_q" => "self_attn.q_proj",
            "attn_k" => "self_attn.k_proj",
            "attn_v" => "self_attn.v_proj",
            "attn_output" => "self_attn.o_proj",
            "attn_q_norm" => "self_attn.q_norm",
            "attn_k_norm" => "self_attn.k_norm",
            "ffn_gate" => "mlp.gate_proj",
            "ffn_up" => "mlp.up_proj",
            _ => "mlp.down_proj",
        } + "." + kind,
        _ => gguf,
    };

    /// <param name="type">Of matrices: F32, F16 or BF16.</param>
    public static byte[] Encode(IReadOnlyList<(string Name, long[] Shape, float[] Values)> tensors, GgmlType type = GgmlType.F32)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        using var data = new MemoryStream();
        foreach (var (name, shape, values) in tensors)
        {
            var begin = data.Length;
            var written = shape.Length > 1 ? type : GgmlType.F32;
            data.Write(GgmlRows.Encode(written, values));
            header.Add(name, new { dtype = $"{written}", shape, data_offsets = new[] { begin, data.Length } });
        }
        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data.ToArray()];
    }
}
