using System.Numerics.Tensors;
using CollabLLM.Gguf.Guides;

namespace CollabLLM.Gguf.Sampling;

/// <summary>Chooses the tokens of one request. Keeps the random state and the recent tokens; not thread-safe.</summary>
public sealed class Sampler
{
    private const int MostRefusals = 16;

    private readonly SamplingOptions _options;
    private readonly SeededRandom _random;
    private readonly Queue<int> _recent = new();
    private readonly Dictionary<int, int> _recentCounts = [];
    private readonly CandidateList _candidates = new();
    private float[] _own = [];

    /// <param name="options">Validated settings.</param>
    /// <param name="seed">Used when the settings bring none.</param>
    public Sampler(SamplingOptions options, long seed)
    {
        options.Validate();
        _options = options;
        _random = new(options.Seed ?? seed);
    }

    /// <summary>Tells the repetition penalty about a token of the prompt, or one that was chosen.</summary>
    public void Accept(int token)
    {
        if (_options.RepetitionWindow == 0) return;
        _recent.Enqueue(token);
        _recentCounts[token] = _recentCounts.GetValueOrDefault(token) + 1;
        if (_recent.Count <= _options.RepetitionWindow) return;
        var old = _recent.Dequeue();
        if (--_recentCounts[old] == 0) _recentCounts.Remove(old);
    }

    /// <summary>The next token. Draws exactly one random number, or none when greedy.</summary>
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <exception cref="InvalidOperationException">The logits are not numbers: the weights are damaged.</exception>
    public int Sample(ReadOnlySpan<float> logits) => Choose(Penalize(logits));

    /// <summary>
    /// The next token among those that a guide allows. As in llama.cpp the model's free choice stands if it is allowed, which it nearly always is, and is made again
    /// among the allowed ones if not, with further random numbers.
    /// </summary>
    /// <exception cref="InvalidOperationException">The logits are not numbers, or the vocabulary cannot spell what has to follow.</exception>
    public int Sample(ReadOnlySpan<float> logits, TokenGuide guide)
    {
        logits = Penalize(logits);
        var token = Choose(logits);
        if (guide.Allows(token)) return token;
        if (!guide.IsNarrow)
        {
            // Within a text nearly every token is allowed: leaving out the few that are not is cheaper than looking at all, and draws from the same distribution.
            var left = Own(logits);
            for (var times = 0; times < MostRefusals; times++)
            {
                left[token] = float.NegativeInfinity;
                token = Choose(left);
                if (guide.Allows(token)) return token;
            }
        }
        var (tokens, values) = guide.Allowed(logits);
        if (tokens.IsEmpty) throw new InvalidOperationException("No token of the vocabulary can follow in the form that was asked for.");
        return tokens.Span[Choose(values.Span)];
    }

    private int Choose(ReadOnlySpan<float> logits)
    {
        if (_options.Temperature == 0) return Likeliest(logits);
        _candidates.Select(logits, _options.TopK, _options.TopP);
        _candidates.KeepAtLeast(_options.MinP);
        return _candidates.Draw(_options.Temperature, _random.NextDouble());
    }

    private static int Likeliest(ReadOnlySpan<float> logits)
    {
        var token = TensorPrimitives.IndexOfMax(logits);
        return float.IsFinite(logits[token]) ? token : throw new InvalidOperationException("The model produced logits that are not numbers.");
    }

    private ReadOnlySpan<float> Penalize(ReadOnlySpan<float> logits)
    {
        if (_options.RepetitionPenalty == 1 || _recentCounts.Count == 0) return logits;
        var penalized = Own(logits);
        foreach (var token in _recentCounts.Keys)
        {
            ref var logit = ref penalized[token];
            logit = logit > 0 ? logit / _options.RepetitionPenalty : logit * _options.RepetitionPenalty;
        }
        return penalized;
    }

    /// <summary>The logits where they may be changed.</summary>
    private Span<float> Own(ReadOnlySpan<float> logits)
    {
        if (_own.Length != logits.Length) _own = new float[logits.Length];
        if (!logits.Overlaps(_own)) logits.CopyTo(_own);
        return _own;
    }
}
