using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Sampling;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Gguf;

/// <summary>How a model is loaded and served. <see cref="GgufModel.Load"/> refuses values out of range by name.</summary>
public sealed record GgufModelOptions
{
    /// <summary>Most tokens of one conversation, reply included; from 2 to what the model was trained for. Null: what the model was trained for, at most 4096.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Most conversations generated at the same time, at least 1; more wait their turn.</summary>
    public int Slots { get; init; } = 8;

    /// <summary>Most tokens of all conversations at the same time. Null: enough for every slot. Memory is taken only when it is needed.</summary>
    public int? CacheTokens { get; init; }

    /// <summary>Threads that compute, the scheduler's among them. Null: the physical cores, at most 8.</summary>
    public int? Threads { get; init; }

    /// <summary>Most tokens evaluated in one step, at least 1. More read long prompts faster, and take more scratch memory.</summary>
    public int BatchTokens { get; init; } = 256;

    /// <summary>Most prompt tokens in one step while replies are being generated, at least 1.</summary>
    public int PrefillSlice { get; init; } = 64;

    /// <summary>How weights and activations meet.</summary>
    public Precision Precision { get; init; } = Precision.Fast;

    /// <summary>LoRA adapters: name to path of a GGUF file. A request names one in <c>ChatOptions.AdditionalProperties["adapter"]</c>.</summary>
    public IReadOnlyDictionary<string, string> Adapters { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings for what a request does not say. Null: what the file recommends (<see cref="RecommendedSampling"/>), and the defaults for the rest.</summary>
    public SamplingOptions? Sampling { get; init; }

    /// <summary>Where the seeds of requests without one come from. Null draws from the system.</summary>
    public long? Seed { get; init; }

    /// <summary>Name given out in responses. Null: the file's name without its ending.</summary>
    public string? Name { get; init; }

    /// <summary>The clock of chat templates that write the day.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Hears of failures; never of what people write. Null: nobody.</summary>
    public ILogger? Logger { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Slots, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(PrefillSlice, 1);
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
        if (CacheTokens is { } tokens) ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(CacheTokens));
        Sampling?.Validate();
    }
}
