using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>Sound tiny files, and from a seed one of them damaged: a model, or an adapter for the sound model.</summary>
internal sealed class FuzzFiles
{
    private const string Template = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}";
    private readonly string _folder;
    private readonly byte[][] _models;
    private readonly byte[] _adapter;

    public FuzzFiles(string folder)
    {
        _folder = folder;
        _models =
        [
            Model("llama", GgmlType.Q8_0, false), Model("llama", GgmlType.F16, true), Model("qwen2", GgmlType.Q4_0, false), Model("llama", GgmlType.Q5_1, false), Model("qwen3", GgmlType.F32, true),
        ];
        _adapter = File.ReadAllBytes(TinyGguf.Adapter(folder, "adapter.gguf"));
        SoundModel = Path.Combine(folder, "sound.gguf");
        File.WriteAllBytes(SoundModel, _models[0]);
    }

    /// <summary>What a damaged adapter is loaded with.</summary>
    public string SoundModel { get; }

    /// <summary>The damaged file of a seed, and whether it is an adapter.</summary>
    public (byte[] File, bool IsAdapter) Make(int seed)
    {
        var random = new Random(seed);
        return random.Next(10) switch
        {
            0 or 1 => (new Damage(random).Apply(_adapter), true),
            2 => (WithTemplate(new TemplateDamage(random).Make()), false),
            _ => (new Damage(random).Apply(_models[random.Next(_models.Length)]), false),
        };
    }

    private byte[] WithTemplate(string template) =>
        File.ReadAllBytes(TinyGguf.Model(_folder, more: w => w.Add("tokenizer.chat_template", GgufValue.From(template))));

    private byte[] Model(string architecture, GgmlType type, bool sentencePiece) => File.ReadAllBytes(TinyGguf.Model(
        _folder,
        architecture,
        type: type,
        sentencePiece: sentencePiece,
        more: w =>
        {
            w.Add("general.alignment", GgufValue.From(32u)).Add("tokenizer.chat_template", GgufValue.From(Template));
            if (architecture != "qwen3") return;
            foreach (var name in new[] { "blk.0.attn_q_norm", "blk.0.attn_k_norm", "blk.1.attn_q_norm", "blk.1.attn_k_norm" })
            {
                w.Add(name + ".weight", GgmlType.F32, [16], GgmlRows.Encode(GgmlType.F32, Enumerable.Repeat(1f, 16).ToArray()));
            }
        }));
}
