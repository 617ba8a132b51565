using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>
/// Says how much reward is still to come: V = w·x / rms(x) + b of the policy's stream x after its last block. Starts at 0 everywhere. Its gradient stops
/// at the stream unless it is told to go on. Source: a linear head on the policy's last hidden state, as in Stiennon et al. 2020 (arXiv 2009.01325) and TRL; the norm is ours.
/// </summary>
public sealed class ValueHead : IDisposable
{
    private readonly Parameter _weight;
    private readonly Parameter _bias;

    /// <param name="policy">Gives width, type and device.</param>
    public ValueHead(Policy policy)
    {
        using var scope = NewDisposeScope();
        _weight = Own(zeros(policy.Shape.Width, policy.Options.Exact, policy.Options.Place));
        _bias = Own(zeros(1, policy.Options.Exact, policy.Options.Place));

        static Parameter Own(Tensor values) => (Parameter)new Parameter(values, true).DetachFromDisposeScope();
    }

    /// <summary>Weight [Width] and bias [1], for an optimiser.</summary>
    public IReadOnlyList<Parameter> Parameters => [_weight, _bias];

    /// <summary>Values [N].</summary>
    /// <param name="stream">[N, Width], <see cref="PolicyPass.Stream"/> of the tokens before those that are valued.</param>
    /// <param name="through">Whether the policy's weights learn from the value's loss too.</param>
    public Tensor Of(Tensor stream, bool through = false)
    {
        var x = through ? stream : stream.detach();
        return x.Times(x.Squared().mean([-1L], true).Plus(1e-6).rsqrt()).matmul(_weight).Plus(_bias);
    }

    /// <summary>Says this everywhere from here on, until it learns.</summary>
    public void StartAt(double value)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        _weight.zero_();
        _bias.copy_(tensor([value]));
    }

    /// <summary>Frees both.</summary>
    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
