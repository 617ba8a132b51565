using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Native;
using TorchSharp;

namespace CollabLLM.Training.Policies;

/// <summary>Policies from GGUF files and back.</summary>
public static class PolicyFile
{
    /// <summary>Reads a model, quantised or not, into a policy. libtorch must be started (<see cref="NativeTorch.Start"/>).</summary>
    /// <exception cref="CollabLLM.Gguf.Format.GgufException">The file is missing, damaged, or not one that the managed decoder runs.</exception>
    /// <exception cref="TrainingException">The options cannot be.</exception>
    public static Policy Load(string path, PolicyOptions? options = null)
    {
        options ??= new();
        options.Validate();
        using var file = DecoderFile.Open(path);
        var tokenizer = file.File.Metadata.ContainsKey("tokenizer.ggml.model") ? Tokenizer.Load(file.File, file.Shape) : null;
        return new(new PolicyWeights(file.Shape, options, file.File.Metadata, name => file.Has(name) ? file.Floats(name) : null))
        {
            Name = path,
            Tokenizer = tokenizer,
            Template = tokenizer is null ? null : ChatTemplate.Load(file.File, tokenizer.Vocabulary),
        };
    }

    /// <summary>
    /// Writes the weights, without an adapter unless it is asked for (<see cref="Adapters.LoraAdapters.Merge"/> puts it into them for good), as a model that llama.cpp and the managed decoder run.
    /// </summary>
    /// <param name="path">The file; what was there is replaced once the new one is whole.</param>
    /// <param name="type">F32, F16, BF16 or Q8_0 for matrices; vectors are F32. A matrix whose rows are no multiple of 32 becomes F16 instead of Q8_0.</param>
    /// <param name="adapted">The adapter's product is added to what is written; the policy stays as it is.</param>
    /// <param name="frozen">The file that the policy was loaded from: weights that it does not train are taken from there, so that nothing is lost to the type they are multiplied in. Null: as they lie in the policy.</param>
    /// <exception cref="TrainingException">A matrix has more values than an array of the type holds.</exception>
    public static void Save(Policy policy, string path, GgmlType type, bool adapted = false, string? frozen = null)
    {
        var fileType = type switch
        {
            GgmlType.F32 => 0u,
            GgmlType.F16 => 1u,
            GgmlType.Q8_0 => 7u,
            GgmlType.BF16 => 32u,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Policies are written as F32, F16, BF16 or Q8_0."),
        };
        Check(policy, type);
        var writer = new GgufWriter();
        foreach (var (key, value) in policy.Metadata.Where(m => m.Key is not ("general.file_type" or "general.quantization_version"))) writer.Add(key, value);
        writer.Add("general.file_type", GgufValue.From(fileType)).Add("general.quantization_version", GgufValue.From(2u));
        if (policy.RopeFactors is { Length: > 0 } factors) writer.Add("rope_freqs.weight", GgmlType.F32, [factors.Length], GgmlRows.Encode(GgmlType.F32, factors));
        var products = policy.Maps.Where(m => adapted && m.Adapter is not null).ToDictionary(m => m.Name + ".weight", m => m.Adapter!, StringComparer.Ordinal);
        // In float32 they lie in the policy as they are in the file.
        using var source = frozen is null || policy.Options.TrainWeights || policy.Options.Compute == torch.ScalarType.Float32 ? null : DecoderFile.Open(frozen);
        foreach (var (name, parameter) in policy.Tensors)
        {
            using var scope = torch.NewDisposeScope();
            using var none = torch.no_grad();
            var shape = parameter.shape.Reverse().ToArray();
            var written = Written(type, shape);
            var values = source is null ? parameter : torch.tensor(source.Floats(name)).reshape(parameter.shape).to(policy.Options.Place);
            writer.Add(name, written, shape, GgmlRows.Encode(written, Values(products.TryGetValue(name, out var added) ? values.to(policy.Options.Exact).Plus(added.Product()) : values)));
        }
        writer.Save(path);
    }

    /// <summary>Says before a training whether its end can be written.</summary>
    /// <exception cref="TrainingException">A matrix has more values than an array of the type holds; the message names it.</exception>
    public static void Check(Policy policy, GgmlType type)
    {
        foreach (var (name, parameter) in policy.Tensors)
        {
            var shape = parameter.shape.Reverse().ToArray();
            var written = Written(type, shape);
            if (parameter.numel() / written.BlockSize() * written.TypeSize() > Array.MaxLength) throw new TrainingException($"{policy.Name}: {name} has too many values to be written as {written} here; choose a smaller type.");
        }
    }

    private static GgmlType Written(GgmlType type, long[] shape) => shape.Length == 1 ? GgmlType.F32 : shape[0] % type.BlockSize() == 0 ? type : GgmlType.F16;

    /// <summary>All values of a tensor as floats on this side.</summary>
    internal static float[] Values(torch.Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        return values.detach().to(torch.ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
