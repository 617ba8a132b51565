using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Trainers;

/// <summary>Short names of models and data, so that a run is not gone on with under others.</summary>
internal static class RunIdentity
{
    private const int Shown = 16;

    // Of data without end the first documents stand for all.
    private const int Looked = 64;

    /// <summary>Of a policy before its first step: weights, adapter, the type it computes in.</summary>
    /// <param name="adapter">Whether the values of the adapter count.</param>
    public static string Of(Policy policy, bool adapter = true)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var factors = !adapter ? [] : policy.Maps.Select(m => m.Adapter).OfType<LoraFactors>().SelectMany(f => f.Parameters);
        foreach (var parameter in policy.Tensors.Select(t => t.Value).Concat(factors)) Add(hash, PolicyFile.Values(parameter));
        var described = policy.Lora is { } lora ? FormattableString.Invariant($"rank {lora.Rank}, alpha {lora.Alpha}, dropout {lora.Dropout}, on {string.Join(' ', lora.Targets)}") : "no adapter";
        return $"{Short(hash)}, {policy.Shape.Architecture}, {policy.Options.Compute}, {(policy.Options.TrainWeights ? "all weights" : "frozen weights")}, {described}{(policy.Options.Place.type == TorchSharp.DeviceType.CPU ? "" : $", on {policy.Options.Place.type}")}";
    }

    public static string Of(IDocumentSource source) =>
        $"{source.Count?.ToString() ?? "endless"} {Of([.. Enumerable.Range(0, (int)Math.Min(source.Count ?? Looked, int.MaxValue)).Select(i => source.Read(i))])}{(source.Described is { } described ? $", {described}" : "")}";

    public static string Of(IReadOnlyList<TrainingDocument> documents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var document in documents)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>(document.Tokens));
            hash.AppendData(MemoryMarshal.AsBytes<float>(document.Weights));
        }
        return Short(hash);
    }

    /// <summary>In slices: the embedding of a large vocabulary has more bytes than a span.</summary>
    internal static void Add(IncrementalHash hash, float[] values, int slice = 1 << 24)
    {
        for (var at = 0; at < values.Length; at += slice) hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(slice, values.Length - at))));
    }

    private static string Short(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset())[..Shown];
}
