using System.Threading.Channels;
using CollabLLM.Gguf.Sampling;

namespace CollabLLM.Gguf.Scheduling;

/// <summary>The state of one request inside the scheduler. Touched by the scheduler's thread only, but for the channel.</summary>
internal sealed class Generation
{
    private readonly Channel<GenerationChunk> _chunks =
        Channel.CreateUnbounded<GenerationChunk>(new() { SingleReader = true, SingleWriter = true });
    private readonly int[] _lastToken = new int[1];
    private readonly StopStringFilter _filter;
    private readonly Sampler _sampler;
    private readonly long _seed;
    private int _outputTokens;
    private int _cachedTokens;

    public Generation(GenerationRequest request, int maxTokens, long seed, CancellationToken cancellation)
    {
        (Request, MaxTokens, Cancellation) = (request, maxTokens, cancellation);
        Prompt = [.. request.Prompt];
        _seed = request.Sampling.Seed ?? seed;
        _sampler = new(request.Sampling, _seed);
        foreach (var token in Prompt.AsSpan(Math.Max(0, Prompt.Length - request.Sampling.RepetitionWindow))) _sampler.Accept(token);
        _filter = new(request.StopStrings);
    }

    public GenerationRequest Request { get; }

    public int[] Prompt { get; }

    public int MaxTokens { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Capacity set aside for it, in tokens.</summary>
    public int Reserved { get; init; }

    public ITokenSequence? Sequence { get; private set; }

    public ChannelReader<GenerationChunk> Chunks => _chunks.Reader;

    public bool InPrompt => Sequence is null || Sequence.Length < Prompt.Length;

    /// <summary>Prompt tokens evaluated so far.</summary>
    public int Evaluated => Sequence is null ? 0 : Math.Min(Sequence.Length, Prompt.Length);

    public void Begin(ITokenSequence sequence)
    {
        Sequence = sequence;
        _cachedTokens = sequence.Length;
    }

    /// <summary>At most <paramref name="most"/> tokens to evaluate next.</summary>
    public TokenSlice NextSlice(int most)
    {
        if (!InPrompt) return new(Sequence!, _lastToken, true);
        var length = Math.Min(most, Prompt.Length - Sequence!.Length);
        return new(Sequence, Prompt.AsMemory(Sequence.Length, length), Sequence.Length + length == Prompt.Length);
    }

    /// <summary>Samples from the logits of the step; true when that ended the generation.</summary>
    public bool Sample()
    {
        var token = Request.Guide is { } guide ? _sampler.Sample(Sequence!.Logits, guide) : _sampler.Sample(Sequence!.Logits);
        _sampler.Accept(token);
        _lastToken[0] = token;
        _outputTokens++;
        if (Request.IsEnd(token)) return End(StopReason.EndOfTurn, "");
        Request.Guide?.Accept(token);
        var text = _filter.Append(Request.Decode(token));
        if (_filter.Stopped) return End(StopReason.StopString, text);
        if (Request.Guide is { IsFinished: true }) return End(StopReason.EndOfTurn, text);
        if (_outputTokens == MaxTokens) return End(StopReason.Length, text);
        if (text.Length > 0) _chunks.Writer.TryWrite(new(text, null));
        return false;
    }

    /// <summary>Tells the reader that it ends without a result.</summary>
    public void Fail(Exception reason) => _chunks.Writer.TryComplete(reason);

    /// <summary>Gives the engine's memory back.</summary>
    public void Release()
    {
        var sequence = Sequence;
        Sequence = null;
        sequence?.Dispose();
    }

    private bool End(StopReason reason, string text)
    {
        if (reason != StopReason.StopString)
        {
            text += _filter.Append(Request.Flush());
            // Bytes that were still held back can complete a stop string.
            if (_filter.Stopped) reason = StopReason.StopString;
            text += _filter.Flush();
        }
        _chunks.Writer.TryWrite(new(text, new()
        {
            Reason = reason,
            PromptTokens = Prompt.Length,
            CachedTokens = _cachedTokens,
            OutputTokens = _outputTokens,
            Seed = _seed,
        }));
        _chunks.Writer.TryComplete();
        return true;
    }
}
