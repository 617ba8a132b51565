using CollabLLM.Training.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Optimizers;

/// <summary>
/// Adam with decoupled decay (Loshchilov and Hutter 2019, arXiv 1711.05101): θ −= rate·decay·θ; m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²;
/// θ −= rate·m̂ / (√v̂ + ε), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ). TorchSharp's own is not used for the reason that <see cref="Arithmetic"/> gives. Not thread-safe.
/// </summary>
public sealed class AdamWOptimizer : IDisposable
{
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly AdamWOptions _options;
    private readonly Tensor[] _means;
    private readonly Tensor[] _squares;
    private readonly Tensor[] _averages;

    /// <param name="parameters">What is changed; stays the caller's.</param>
    /// <exception cref="TrainingException">An option is out of its range, or there is nothing to train.</exception>
    public AdamWOptimizer(IReadOnlyList<Parameter> parameters, AdamWOptions? options = null)
    {
        _options = options ?? new();
        _options.Validate();
        if (parameters.Count == 0) throw new TrainingException("There is nothing to train: the weights are frozen and the policy has no adapter.");
        _parameters = parameters;
        _means = [.. parameters.Select(Empty)];
        _squares = [.. parameters.Select(Empty)];
        _averages = _options.Average > 0 ? [.. parameters.Select(Empty)] : [];

        static Tensor Empty(Parameter p) => zeros(p.shape, p.dtype, p.device).DetachFromDisposeScope();
    }

    /// <summary>What it changes.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Its settings.</summary>
    public AdamWOptions Options => _options;

    /// <summary>Steps taken; settable, for a run that goes on.</summary>
    public long Steps { get; set; }

    /// <summary>
    /// The means of the gradients, their mean squares, then the means of the parameters where <see cref="AdamWOptions.Average"/> asks for them, each in the order of the parameters: with <see cref="Steps"/> all that a run needs
    /// to go on. Written by <c>copy_</c>.
    /// </summary>
    public IReadOnlyList<Tensor> State => [.. _means, .. _squares, .. _averages];

    /// <summary>Square root of the sum of all squared gradients, brought down to <paramref name="most"/> where it is above. Returns what it was.</summary>
    public double ClipGradients(double most = double.PositiveInfinity)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        Tensor[] gradients = [.. _parameters.Select(p => p.grad).OfType<Tensor>()];
        if (gradients.Length == 0) return 0;
        var norm = stack(gradients.Select(g => g.Squared().sum().to(ScalarType.Float64).cpu())).sum().sqrt().item<double>();
        if (norm > most)
        {
            foreach (var gradient in gradients) gradient.mul_(tensor(most / norm));
        }
        return norm;
    }

    /// <summary>Changes every parameter that has a gradient.</summary>
    /// <param name="rate">Learning rate of this step.</param>
    public void Step(double rate)
    {
        Steps++;
        var (first, second) = (1 - Math.Pow(_options.Beta1, Steps), 1 - Math.Pow(_options.Beta2, Steps));
        using var none = no_grad();
        for (var i = 0; i < _parameters.Count; i++)
        {
            using var scope = NewDisposeScope();
            var parameter = _parameters[i];
            if (parameter.grad is { } gradient)
            {
                if (_options.Decay > 0 && parameter.dim() > 1) parameter.mul_(tensor(1 - (rate * _options.Decay)));
                _means[i].mul_(tensor(_options.Beta1)).add_(gradient.Times(1 - _options.Beta1), Arithmetic.Once);
                _squares[i].mul_(tensor(_options.Beta2)).add_(gradient.Squared().Times(1 - _options.Beta2), Arithmetic.Once);
                parameter.sub_(_means[i].Times(rate / first).Over(_squares[i].Over(second).sqrt().Plus(_options.Epsilon)));
            }
            if (_averages.Length > 0) Average(i);
        }
    }

    private void Average(int i)
    {
        var memory = Steps == 1 ? 0 : Math.Min(_options.Average, (1.0 + Steps) / (10 + Steps));
        _averages[i].mul_(tensor(memory)).add_(_parameters[i].Times(1 - memory), Arithmetic.Once);
    }

    /// <summary>Puts the running means in the place of the parameters, and the parameters in theirs; again, and all is as before. Nothing happens before the first step, or where no means are kept.</summary>
    public void ExchangeAverages()
    {
        if (Steps == 0) return;
        using var none = no_grad();
        for (var i = 0; i < _averages.Length; i++)
        {
            using var scope = NewDisposeScope();
            var parameter = _parameters[i].clone();
            _parameters[i].copy_(_averages[i]);
            _averages[i].copy_(parameter);
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in _parameters) parameter.grad?.zero_();
    }

    /// <summary>Frees what it keeps.</summary>
    public void Dispose()
    {
        foreach (var tensor in State) tensor.Dispose();
    }
}
