using System.Text;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Training.Rollouts;

/// <summary>
/// Draws replies to many prompts at a time, on the calling thread and in an order that depends on nothing but the prompts: the same seeds give the
/// same replies again on the same machine.
/// </summary>
/// <param name="engine">Evaluates; stays the caller's.</param>
/// <param name="tokenizer">The model's.</param>
public sealed class ReplySampler(ITokenEngine engine, Tokenizer tokenizer)
{
    /// <summary>One reply to each prompt. A prompt that is there several times is read once where the engine can share it.</summary>
    /// <param name="prompts">Tokens; each leaves room for at least one more.</param>
    /// <param name="seeds">One for each prompt.</param>
    /// <exception cref="PromptTooLongException">A prompt fills the context.</exception>
    /// <exception cref="ArgumentException">A prompt is empty, or there is not one seed for each.</exception>
    public DrawnReply[] Draw(IReadOnlyList<int[]> prompts, IReadOnlyList<long> seeds, DrawOptions options, CancellationToken cancellation = default)
    {
        if (seeds.Count != prompts.Count) throw new ArgumentException($"There are {prompts.Count} prompts and {seeds.Count} seeds.", nameof(seeds));
        foreach (var prompt in prompts)
        {
            if (prompt.Length == 0) throw new ArgumentException("A prompt is empty.", nameof(prompts));
            if (prompt.Length >= engine.ContextTokens) throw new PromptTooLongException(prompt.Length, engine.ContextTokens);
        }
        var replies = new DrawnReply[prompts.Count];
        List<Draft> running = [];
        try
        {
            for (var next = 0; next < prompts.Count || running.Count > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                while (next < prompts.Count && running.Count < engine.MaxSequences) running.Add(Start(prompts[next], seeds[next], next++));
                engine.Evaluate([.. running.Select(d => new TokenSlice(d.Sequence, d.Last, true))]);
                foreach (var draft in running.ToArray())
                {
                    if (draft.Choose(tokenizer, options, engine.ContextTokens) is not { } reply) continue;
                    replies[draft.Index] = reply;
                    running.Remove(draft);
                    draft.Sequence.Dispose();
                }
            }
        }
        finally
        {
            foreach (var draft in running) draft.Sequence.Dispose();
        }
        return replies;

        Draft Start(int[] prompt, long seed, int index)
        {
            var sequence = engine.Begin(prompt, null);
            // All but the last token, so that one-token steps of everybody go together from here on.
            for (var at = sequence.Length; at < prompt.Length - 1; at = sequence.Length)
            {
                engine.Evaluate([new(sequence, prompt.AsMemory(at, Math.Min(engine.MaxBatchTokens, prompt.Length - 1 - at)), false)]);
            }
            return new(index, prompt, sequence, new(options.Sampling with { Seed = seed }, seed), new(tokenizer));
        }
    }

    private sealed class Draft
    {
        private readonly Sampler _sampler;
        private readonly TokenDecoder _decoder;
        private readonly List<int> _tokens = [];
        private readonly StringBuilder _text = new();
        private readonly int[] _last;
        private readonly int _promptLength;

        public Draft(int index, int[] prompt, ITokenSequence sequence, Sampler sampler, TokenDecoder decoder)
        {
            (Index, Sequence, _sampler, _decoder, _promptLength) = (index, sequence, sampler, decoder, prompt.Length);
            _last = [prompt[^1]];
            foreach (var token in prompt) _sampler.Accept(token);
        }

        public int Index { get; }

        public ITokenSequence Sequence { get; }

        public ReadOnlyMemory<int> Last => _last;

        /// <summary>Takes the next token; the reply when that ended it.</summary>
        public DrawnReply? Choose(Tokenizer tokenizer, DrawOptions options, int context)
        {
            var token = _sampler.Sample(Sequence.Logits);
            _sampler.Accept(token);
            _tokens.Add(token);
            _last[0] = token;
            if (tokenizer.Vocabulary.IsEndOfGeneration(token)) return End(StopReason.EndOfTurn);
            _text.Append(_decoder.Append(token));
            if (options.StopStrings.Count > 0 && Cut(options.StopStrings)) return new([.. _tokens], _text.ToString(), StopReason.StopString);
            return _tokens.Count == options.MaxTokens || _promptLength + _tokens.Count == context ? End(StopReason.Length) : null;
        }

        private DrawnReply End(StopReason reason) => new([.. _tokens], _text.Append(_decoder.Flush()).ToString(), reason);

        private bool Cut(IReadOnlyList<string> stops)
        {
            var text = _text.ToString();
            var first = stops.Where(s => s.Length > 0).Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
            if (first >= 0) _text.Length = first;
            return first >= 0;
        }
    }
}
