using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>
/// One pass of a policy over a batch. Everything it gives lives in the dispose scope in which it is asked for. Without checkpoints a loss made
/// of it is propagated by <c>loss.backward()</c> alone; <see cref="Backward"/> is then nothing to do, so it can always be called.
/// </summary>
public sealed class PolicyPass
{
    private readonly Policy _policy;
    private readonly TokenBatch _batch;
    private readonly Tensor _tokens;
    private readonly Attention _attention;
    private readonly Tensor _stream;
    private readonly List<(Tensor Input, Tensor Random)> _checkpoints = [];
    private readonly List<(long[][] Parts, Tensor Values)> _again = [];
    private readonly bool _isCheckpointed;

    internal PolicyPass(Policy policy, TokenBatch batch, bool checkpoint)
    {
        (_policy, _batch) = (policy, batch);
        var device = policy.Options.Place;
        _tokens = tensor(batch.Tokens.ToArray(), [batch.Rows, batch.Length]).to(device);
        _attention = Attention.Of(batch, policy.Rotation, device);
        _isCheckpointed = checkpoint && is_grad_enabled();
        _stream = _isCheckpointed ? Checkpointed() : policy.Blocks.Aggregate(policy.Embed(_tokens), (x, block) => block.Apply(x, _attention));
    }

    /// <summary>Logits after every token, [Rows, Length, Vocabulary].</summary>
    public Tensor Logits() => _policy.Project(_stream);

    /// <summary>Logits after the given tokens, [N, Vocabulary].</summary>
    /// <param name="places">Places in the batch: row · Length + column.</param>
    public Tensor Logits(IReadOnlyCollection<long> places) => _policy.Project(Stream(places));

    /// <summary>
    /// log p(token | the tokens before it in its document) of chosen tokens, [N] in the order of <paramref name="places"/>:
    /// logit of the token − log Σ exp(logits), at temperature 1.
    /// </summary>
    /// <param name="places">Places of the tokens in the batch: row · Length + column. The first token of a document has no probability.</param>
    /// <exception cref="ArgumentException">A place is padding or the first token of a document.</exception>
    public Tensor LogProbabilities(IReadOnlyCollection<long> places)
    {
        foreach (var place in places)
        {
            if (_batch.Documents[(int)place] == TokenBatch.Padding || _batch.Positions[(int)place] == 0)
            {
                throw new ArgumentException($"Place {place} is padding or begins a document.", nameof(places));
            }
        }
        if (is_grad_enabled() && !_isCheckpointed) return Chosen([.. places]);
        // The logits of few places at a time, since those of all may be larger than the model.
        using var none = no_grad();
        var parts = Parts(places);
        var values = cat(parts.Select(Alone).ToArray());
        if (!_isCheckpointed) return values;
        values = values.detach().requires_grad_();
        _again.Add((parts, values));
        return values;
    }

    /// <summary>The stream [N, Width] after the last block, before its norm: what value heads look at.</summary>
    public Tensor Stream(IReadOnlyCollection<long> places) => _stream.flatten(0, 1).index_select(0, tensor(places.ToArray()).to(_stream.device));

    /// <summary>After <c>loss.backward()</c>: carries the gradient on through the blocks where checkpoints were kept.</summary>
    public void Backward()
    {
        if (_checkpoints.Count == 0) return;
        using var scope = NewDisposeScope();
        foreach (var (parts, values) in _again)
        {
            if (values.grad is not { } slope) continue;
            var at = 0L;
            foreach (var part in parts)
            {
                using var inner = NewDisposeScope();
                Chosen(part).backward([slope.narrow(0, at, part.Length)]);
                at += part.Length;
            }
        }
        _again.Clear();
        var dice = _policy.Mode.Random;
        var now = dice.get_state();
        var gradient = _stream.grad;
        for (var i = _checkpoints.Count - 1; i >= 0 && gradient is not null; i--)
        {
            var (input, random) = _checkpoints[i];
            // The same dropout as the first time.
            dice.set_state(random);
            var again = input.detach().requires_grad_();
            _policy.Blocks[i].Apply(again, _attention).backward([gradient]);
            gradient = again.grad;
        }
        if (_policy.Options.TrainWeights && gradient is not null) _policy.Embed(_tokens).backward([gradient]);
        dice.set_state(now);
        _checkpoints.Clear();
    }

    /// <summary>Logit of each token less log Σ exp of all.</summary>
    private Tensor Chosen(long[] places)
    {
        var logits = Logits([.. places.Select(p => p - 1)]);
        var targets = _tokens.flatten().index_select(0, tensor(places).to(_tokens.device));
        return logits.gather(1, targets.unsqueeze(1)).squeeze(1).Minus(logits.logsumexp(1));
    }

    private Tensor Alone(long[] places)
    {
        using var scope = NewDisposeScope();
        return Chosen(places).MoveToOuterDisposeScope();
    }

    private long[][] Parts(IReadOnlyCollection<long> places) => places.Count == 0 ? [[]] : [.. places.Chunk(Math.Max(1, _policy.Options.MostLogits / _policy.Shape.Vocabulary))];

    private Tensor Checkpointed()
    {
        using var none = no_grad();
        var stream = _policy.Embed(_tokens);
        foreach (var block in _policy.Blocks)
        {
            _checkpoints.Add((stream, _policy.Mode.Random.get_state()));
            stream = block.Apply(stream, _attention);
        }
        return stream.detach().requires_grad_();
    }
}
