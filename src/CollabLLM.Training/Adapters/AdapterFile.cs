using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Adapters;

/// <summary>
/// Adapters as GGUF files, which llama.cpp and the managed decoder load beside the base. A policy's queries and keys lie as GGUF has them, so the
/// factors are written as they are.
/// </summary>
public static class AdapterFile
{
    private const string A = ".weight.lora_a";
    private const string B = ".weight.lora_b";

    /// <summary>Writes the adapter of a policy; what was at the path is replaced once the new file is whole.</summary>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <exception cref="TrainingException">The policy has no adapter.</exception>
    public static void Save(Policy policy, string path, GgmlType type = GgmlType.F32)
    {
        if (policy.Lora is not { } options) throw new TrainingException("The policy has no adapter to write.");
        if (type is not (GgmlType.F32 or GgmlType.F16 or GgmlType.BF16)) throw new ArgumentOutOfRangeException(nameof(type), type, "Adapters are written as F32, F16 or BF16.");
        var writer = new GgufWriter()
            .Add("general.type", GgufValue.From("adapter"))
            .Add("general.architecture", GgufValue.From(policy.Shape.Architecture))
            .Add("adapter.type", GgufValue.From("lora"))
            .Add("adapter.lora.alpha", GgufValue.From((float)options.Alpha));
        if (policy.Tokenizer is { } tokenizer) writer.Add(AdapterVocabulary.Key, GgufValue.From(AdapterVocabulary.Fingerprint(tokenizer.Vocabulary)));
        foreach (var map in policy.Maps.Where(m => m.Adapter is not null))
        {
            writer.Add(map.Name + A, type, [map.Inputs, options.Rank], GgmlRows.Encode(type, PolicyFile.Values(map.Adapter!.A)));
            writer.Add(map.Name + B, type, [options.Rank, map.Outputs], GgmlRows.Encode(type, PolicyFile.Values(map.Adapter!.B)));
        }
        writer.Save(path);
    }

    /// <summary>Puts the adapter of a file on a policy, to be trained on or merged.</summary>
    /// <param name="policy">A policy without an adapter, of the adapter's architecture.</param>
    /// <param name="dropout">While training, as in <see cref="LoraOptions.Dropout"/>.</param>
    /// <exception cref="GgufException">The file is missing or damaged.</exception>
    /// <exception cref="TrainingException">It is no adapter for this policy; the message names file and tensor.</exception>
    public static void Load(Policy policy, string path, double dropout = 0)
    {
        using var file = GgufFile.Open(path);
        Require(Text(file, "general.type") == "adapter" && Text(file, "adapter.type") == "lora", $"{path} is not a LoRA adapter.");
        var architecture = Text(file, "general.architecture");
        Require(architecture == policy.Shape.Architecture, $"The adapter {path} is for the architecture {architecture}; the policy is of {policy.Shape.Architecture}.");
        if (policy.Tokenizer is { } tokenizer && AdapterVocabulary.Problem(file, () => tokenizer.Vocabulary) is { } problem) throw new TrainingException(problem);
        var tensors = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var maps = policy.Maps.Where(m => tensors.ContainsKey(m.Name + A) && tensors.ContainsKey(m.Name + B)).ToArray();
        Require(maps.Length > 0, $"The adapter {path} changes nothing in this policy.");
        var known = maps.SelectMany(m => new[] { m.Name + A, m.Name + B }).ToHashSet(StringComparer.Ordinal);
        var stranger = tensors.Keys.FirstOrDefault(t => !known.Contains(t));
        Require(stranger is null, $"The adapter {path} has a tensor {stranger}, which is nothing in this policy.");
        var rank = tensors[maps[0].Name + A].Shape is [_, var rows] ? (int)rows : 0;
        foreach (var map in maps)
        {
            Check(map.Name + A, map.Inputs, rank);
            Check(map.Name + B, rank, map.Outputs);
        }
        var options = new LoraOptions
        {
            Rank = rank,
            Alpha = Alpha(file) is > 0 and var alpha ? alpha : rank,
            Dropout = dropout,
            Targets = [.. LoraOptions.AllTargets.Where(t => maps.Any(m => m.Name.EndsWith('.' + t, StringComparison.Ordinal)))],
        };
        LoraAdapters.Require(policy, options);
        using var scope = NewDisposeScope();
        foreach (var map in maps)
        {
            LoraAdapters.Put(
                map, policy, options, tensor(file.Floats(tensors[map.Name + A]), [rank, map.Inputs]), tensor(file.Floats(tensors[map.Name + B]), [map.Outputs, rank]));
        }
        policy.Lora = options;

        void Check(string name, int columns, int expected) => Require(
            tensors[name].Shape is [var width, var height] && width == columns && height == expected,
            $"Tensor {name} of the adapter {path} has shape {string.Join(" x ", tensors[name].Shape)}; {columns} x {expected} was expected.");
    }

    private static string? Text(GgufFile file, string key) => file.Metadata.TryGetValue(key, out var value) ? value.Value as string : null;

    private static double Alpha(GgufFile file) => file.Metadata.TryGetValue("adapter.lora.alpha", out var value) && value.Value is double alpha ? alpha : 0;

    private static void Require(bool holds, string problem)
    {
        if (!holds) throw new TrainingException(problem);
    }
}
