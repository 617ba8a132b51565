using CollabLLM.Training.Losses;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Trainers;

/// <summary>One pass over replies with their contexts. It lives in the current dispose scope.</summary>
internal sealed class ReplyPass
{
    private readonly Policy _policy;
    private readonly IReadOnlyList<OnlineReply> _replies;
    private readonly PolicyPass _pass;
    private readonly long[] _places;

    public ReplyPass(Policy policy, IReadOnlyList<OnlineReply> replies, bool checkpointing = false)
    {
        (_policy, _replies) = (policy, replies);
        var length = replies.Max(r => r.Document.Length);
        _places = [.. replies.SelectMany((r, row) => Enumerable.Range(r.PromptLength, r.Length).Select(p => ((long)row * length) + p))];
        Sequences = [.. replies.SelectMany((r, row) => Enumerable.Repeat(row, r.Length))];
        _pass = policy.Begin(TokenBatch.Of(replies.Select(r => r.Document)), checkpointing);
        LogProbabilities = _pass.LogProbabilities(_places);
    }

    /// <summary>[N], log π of the tokens of all replies.</summary>
    public Tensor LogProbabilities { get; }

    /// <summary>[N], the reply of each token.</summary>
    public int[] Sequences { get; }

    /// <summary>[N], what the value head says before each token.</summary>
    public Tensor Values(ValueHead head) => head.Of(_pass.Stream([.. _places.Select(p => p - 1)]));

    /// <summary>The same pass by the policy without its adapter, without gradient: [N].</summary>
    public static Tensor Reference(Policy policy, IReadOnlyList<OnlineReply> replies)
    {
        using var none = no_grad();
        policy.AdapterEnabled = false;
        try
        {
            return new ReplyPass(policy, replies).LogProbabilities;
        }
        finally
        {
            policy.AdapterEnabled = true;
        }
    }

    /// <summary>[N], numbers that the replies carry.</summary>
    public Tensor Of(Func<OnlineReply, float[]> numbers) => tensor(_replies.SelectMany(numbers).ToArray()).to(_policy.Options.Exact).to(_policy.Options.Place);

    /// <summary>Shares numbers [N] out among the replies.</summary>
    public void Share(Tensor numbers, Action<OnlineReply, float[]> give)
    {
        var all = PolicyFile.Values(numbers);
        var at = 0;
        foreach (var reply in _replies)
        {
            give(reply, all[at..(at + reply.Length)]);
            at += reply.Length;
        }
    }

    /// <summary>Propagates a loss and gives its value.</summary>
    public double Backward(Tensor loss, long step)
    {
        var number = loss.to(ScalarType.Float64).item<double>();
        NumberGuard.Check(number, "loss", step, [], [.. _replies.Select(r => r.Context).Distinct(StringComparer.Ordinal)]);
        loss.backward();
        _pass.Backward();
        return number;
    }

    /// <summary>Share of tokens whose ratio lies outside 1 − low to 1 + high.</summary>
    public double ClipShare(Tensor old, double low, double high)
    {
        using var none = no_grad();
        var ratios = PolicyFile.Values(LogProbabilities.Minus(old).exp());
        return ratios.Count(r => r < 1 - low || r > 1 + high) / (double)ratios.Length;
    }

    /// <summary>Mean over the replies of the divergence from the reference over a reply's tokens (<see cref="KlEstimate.Positive"/>), in nats.</summary>
    public double Divergence(Tensor reference)
    {
        using var none = no_grad();
        return KlEstimate.Positive(LogProbabilities, reference).sum().to(ScalarType.Float64).item<double>() / _replies.Count;
    }
}
