using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>What all parts of one policy look at while they compute.</summary>
internal sealed class PolicyMode(Device device) : IDisposable
{
    private readonly Generator _random = new(0, device);

    /// <summary>What dropout draws from: the policy's own, so that nothing else in the process changes it.</summary>
    public Generator Random => _random;

    /// <summary>Lets dropout draw as this seed does.</summary>
    public void Seed(long seed) => _random.manual_seed(seed);

    /// <summary>Whether adapters take part. Off, the policy is its own reference.</summary>
    public bool Adapted { get; set; } = true;

    /// <summary>Whether dropout takes part.</summary>
    public bool Training { get; set; }

    /// <summary>Leaves out a share of the values while training, and makes up for it in the others.</summary>
    public Tensor Drop(Tensor values, double share)
    {
        if (!Training || share == 0) return values;
        var kept = rand(values.shape, ScalarType.Float32, values.device, generator: _random).ge(tensor((float)share).to(values.device));
        return values.Times(kept.to(values.dtype)).Over(1 - share);
    }

    public void Dispose() => _random.Dispose();
}
