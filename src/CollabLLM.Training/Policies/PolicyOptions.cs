using TorchSharp;

namespace CollabLLM.Training.Policies;

/// <summary>How a policy computes.</summary>
public sealed record PolicyOptions
{
    /// <summary>
    /// Type of matrix products: float32; bfloat16, with norms, rotations, softmax of logits and the residual stream in float32; float64, for
    /// checks of gradients. bfloat16 halves the memory of frozen weights everywhere, and is faster only where the processor multiplies in it (AVX-512 BF16,
    /// AMX); elsewhere it is many times slower.
    /// </summary>
    public torch.ScalarType Compute { get; init; } = torch.ScalarType.Float32;

    /// <summary>Where the weights lie. Null: beside the processor. (Touching a device before <see cref="Native.NativeTorch.Start"/> would load libtorch another way.)</summary>
    public torch.Device? Device { get; init; }

    /// <summary>
    /// Whether the weights themselves are trained. They are then kept in float32 whatever <see cref="Compute"/> is; otherwise they are frozen in
    /// the type of the products, and only adapters are trained.
    /// </summary>
    public bool TrainWeights { get; init; }

    /// <summary>Logits that lie in memory at once where they can be computed again: 64 MB of them.</summary>
    internal int MostLogits { get; init; } = 1 << 24;

    internal torch.Device Place => Device ?? torch.CPU;

    internal torch.ScalarType Exact => Compute == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;

    internal torch.ScalarType Stored => TrainWeights ? Exact : Compute;

    internal void Validate()
    {
        if (Compute is not (torch.ScalarType.Float32 or torch.ScalarType.BFloat16 or torch.ScalarType.Float64))
        {
            throw new TrainingException($"A policy cannot compute in {Compute}; Float32, BFloat16 and Float64 are possible.");
        }
    }
}
