namespace CollabLLM.Bench.Decoding;

/// <summary>What a tiny model has beside the plain form of its architecture.</summary>
internal enum TinyVariation
{
    None,

    /// <summary>The embedding is the output projection too.</summary>
    TiedEmbedding,

    /// <summary>Positions are divided by 4.</summary>
    LinearRotation,

    /// <summary>The rope_freqs tensor of llama 3.1 and later.</summary>
    FrequencyFactors,

    /// <summary>Every tensor of another type than its neighbours, as quantised files mix them.</summary>
    MixedTypes,

    /// <summary>A LoRA adapter of F32 and F16 tensors on every matrix of a block.</summary>
    Adapter,

    /// <summary>The same of BF16 tensors.</summary>
    Bf16Adapter,
}
