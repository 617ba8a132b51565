using System.Collections;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using TorchSharp;

namespace CollabLLM.Training.Policies;

/// <summary>
/// The mean of models that one training left at different times, or that began from the same weights: often better than each of them, because what the last steps' noise did to one it did not
/// do to the others (Izmailov et al. 2018, arXiv:1803.05407; Wortsman et al. 2022, arXiv:2203.05482). Of models that have nothing in common the mean is noise.
/// </summary>
public static class AveragedModel
{
    private const string Factors = "rope_freqs.weight";
    private const string Architecture = "general.architecture";

    /// <summary>Writes the mean, every model counting the same. libtorch must be started (<see cref="Native.NativeTorch.Start"/>).</summary>
    /// <param name="models">GGUF files, two or more, of one shape and one vocabulary. What the first says about itself, its template included, is what the mean says.</param>
    /// <param name="path">The file; what was there is replaced once the new one is whole.</param>
    /// <param name="type">F32, F16, BF16 or Q8_0 for matrices; vectors are F32. Sums are in double precision.</param>
    /// <exception cref="GgufException">A file is missing, damaged, or not one that the managed decoder runs.</exception>
    /// <exception cref="TrainingException">There are fewer than two models, or one does not go with the first; the message names both and says in what they differ.</exception>
    public static void Write(IReadOnlyList<string> models, string path, GgmlType type)
    {
        if (models.Count < 2) throw new TrainingException("A mean needs two models or more.");
        using var policy = PolicyFile.Load(models[0]);
        PolicyFile.Check(policy, type);
        var files = new List<DecoderFile>();
        try
        {
            foreach (var model in models)
            {
                files.Add(DecoderFile.Open(model));
                if (Difference(files[0].File, files[^1].File) is { } difference) throw new TrainingException($"{model} does not go with {models[0]}: {difference}.");
            }
            using var none = torch.no_grad();
            foreach (var (name, parameter) in policy.Tensors)
            {
                using var scope = torch.NewDisposeScope();
                parameter.copy_(torch.tensor(Mean(files, name)).reshape(parameter.shape));
            }
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
        PolicyFile.Save(policy, path, type);
    }

    private static float[] Mean(List<DecoderFile> files, string name)
    {
        var sums = Array.ConvertAll(files[0].Floats(name), x => (double)x);
        foreach (var file in files.Skip(1))
        {
            var values = file.Floats(name);
            for (var i = 0; i < sums.Length; i++) sums[i] += values[i];
        }
        return Array.ConvertAll(sums, s => (float)(s / files.Count));
    }

    /// <summary>Null where the second's weights can be added to the first's, one by one, and mean the same tokens.</summary>
    private static string? Difference(GgufFile first, GgufFile other)
    {
        // Rotations and norms are settings and no weights: what was learnt under others does not mean the same.
        var key = first.Metadata.Keys.Union(other.Metadata.Keys).FirstOrDefault(k => Matters(k, first) && !Same(first.Metadata.GetValueOrDefault(k), other.Metadata.GetValueOrDefault(k)));
        if (key is not null) return $"{key} is another";
        var tensors = other.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        if (first.Tensors.FirstOrDefault(t => !tensors.ContainsKey(t.Name)) is { } missing) return $"it has no tensor {missing.Name}";
        if (first.Tensors.Count != other.Tensors.Count) return $"it has {other.Tensors.Count} tensors and not {first.Tensors.Count}";
        if (first.Tensors.FirstOrDefault(t => !t.Shape.SequenceEqual(tensors[t.Name].Shape)) is { } unlike) return $"{unlike.Name} has other sizes";
        return first.Tensors.FirstOrDefault(t => t.Name == Factors) is { } own && !first.Floats(own).SequenceEqual(other.Floats(tensors[Factors])) ? $"{Factors} is another" : null;
    }

    private static bool Matters(string key, GgufFile file) =>
        key == Architecture || key.StartsWith("tokenizer.ggml.", StringComparison.Ordinal) || key.StartsWith($"{file.Metadata[Architecture].Value}.", StringComparison.Ordinal);

    private static bool Same(GgufValue? first, GgufValue? other) => StructuralComparisons.StructuralEqualityComparer.Equals(first?.Value, other?.Value);
}
