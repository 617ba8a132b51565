using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CollabLLM.Training.Adapters;

/// <summary>Puts low-rank adapters on policies and takes them off. Not thread-safe.</summary>
public static class LoraAdapters
{
    /// <summary>
    /// Puts a fresh adapter on: A normal with standard deviation 1 / rank (PEFT's "gaussian", which the CollabLLM code uses), B zero, so that nothing
    /// changes yet.
    /// </summary>
    /// <param name="policy">A policy without an adapter.</param>
    /// <param name="options">Rank, targets.</param>
    /// <param name="seed">The same seed gives the same A, and the same dropout.</param>
    /// <exception cref="TrainingException">The options make no sense, or there is an adapter already.</exception>
    public static void Add(Policy policy, LoraOptions options, long seed)
    {
        Require(policy, options);
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed, policy.Options.Place);
        policy.Mode.Seed(seed);
        foreach (var map in Targeted(policy, options))
        {
            var a = randn([options.Rank, map.Inputs], policy.Options.Exact, policy.Options.Place, generator: generator).Over(options.Rank);
            Put(map, policy, options, a, zeros(map.Outputs, options.Rank));
        }
        policy.Lora = options;
    }

    /// <summary>Adds the adapter's product to the weights and takes it off. The policy computes the same as before, up to rounding in the weights' type.</summary>
    /// <exception cref="TrainingException">There is no adapter.</exception>
    public static void Merge(Policy policy)
    {
        if (policy.Lora is null) throw new TrainingException("There is no adapter to merge.");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        foreach (var map in policy.Maps)
        {
            if (map.Adapter is { } factors) map.Weight.copy_(map.Weight.to(policy.Options.Exact).Plus(factors.Product()));
        }
        Remove(policy);
    }

    /// <summary>Takes the adapter off and frees it; nothing without one.</summary>
    public static void Remove(Policy policy)
    {
        foreach (var map in policy.Maps)
        {
            map.Adapter?.Dispose();
            map.Adapter = null;
        }
        policy.Lora = null;
    }

    internal static void Require(Policy policy, LoraOptions options)
    {
        options.Validate();
        if (policy.Lora is not null) throw new TrainingException("The policy has an adapter already; merge it or take it off first.");
    }

    internal static IEnumerable<LinearMap> Targeted(Policy policy, LoraOptions options) =>
        policy.Maps.Where(m => options.Targets.Contains(m.Name[(m.Name.LastIndexOf('.') + 1)..]));

    /// <summary>Puts factors on one map. The tensors are copied.</summary>
    internal static void Put(LinearMap map, Policy policy, LoraOptions options, Tensor a, Tensor b)
    {
        map.Adapter = new(Own(a), Own(b), options.Alpha / options.Rank, options.Dropout);

        Parameter Own(Tensor values)
        {
            using var scope = NewDisposeScope();
            return (Parameter)new Parameter(values.to(policy.Options.Exact, true).to(policy.Options.Place), true).DetachFromDisposeScope();
        }
    }
}
