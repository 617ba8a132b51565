using System.Text.Json;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Gguf.Guides;

/// <summary>
/// Holds one reply to a form: says which tokens may come next, whatever the model thinks of them. For one request; not thread-safe.
/// </summary>
public sealed class TokenGuide
{
    private const int Narrow = 64;

    private readonly Tokenizer _tokenizer;
    private readonly JsonMachine _machine;
    private readonly JsonMachine _trial;
    private readonly bool[] _beginnings = new bool[256];
    private int[] _tokens = [];
    private float[] _logits = [];

    private TokenGuide(Tokenizer tokenizer, JsonShape shape) => (_tokenizer, _machine, _trial) = (tokenizer, new(shape), new(shape));

    /// <summary>Whether nothing can follow.</summary>
    public bool IsFinished => _machine.IsFinished;

    /// <summary>Whether few of the 256 bytes may come next: between texts, that is.</summary>
    internal bool IsNarrow
    {
        get
        {
            LookAhead();
            return _beginnings.Count(b => b) < Narrow;
        }
    }

    /// <summary>Holds to a JSON object, or to a schema: see <c>docs/models.md</c> for the keywords.</summary>
    /// <param name="tokenizer">Spells the tokens.</param>
    /// <param name="schema">Null for any object.</param>
    /// <exception cref="NotSupportedException">The schema says something that a reply cannot be held to.</exception>
    public static TokenGuide Json(Tokenizer tokenizer, JsonElement? schema) => new(tokenizer, schema is { } given ? JsonSchemaReader.Read(given) : JsonShape.AnyObject);

    /// <summary>Whether the token may come next.</summary>
    public bool Allows(int token)
    {
        if (_tokenizer.Vocabulary.IsEndOfGeneration(token)) return _machine.IsWhole;
        var bytes = _tokenizer.Bytes(token);
        if (bytes.IsEmpty) return false;
        _trial.CopyFrom(_machine);
        foreach (var next in bytes)
        {
            if (!_trial.Take(next)) return false;
        }
        return true;
    }

    /// <summary>Goes on behind a token that is allowed and no end.</summary>
    public void Accept(int token)
    {
        foreach (var next in _tokenizer.Bytes(token)) _machine.Take(next);
    }

    /// <summary>The allowed tokens in their order, and what the model gives them. Valid until the next call.</summary>
    /// <param name="logits">One for each token of the vocabulary.</param>
    internal (ReadOnlyMemory<int> Tokens, ReadOnlyMemory<float> Logits) Allowed(ReadOnlySpan<float> logits)
    {
        LookAhead();
        if (_tokens.Length < logits.Length) (_tokens, _logits) = (new int[logits.Length], new float[logits.Length]);
        var count = 0;
        for (var token = 0; token < logits.Length; token++)
        {
            var bytes = _tokenizer.Bytes(token);
            // Most tokens fail at their first byte, and that is quickly seen.
            if (!bytes.IsEmpty && !_beginnings[bytes[0]] && !_machine.IsWhole) continue;
            if (!Allows(token)) continue;
            (_tokens[count], _logits[count]) = (token, logits[token]);
            count++;
        }
        return (_tokens.AsMemory(0, count), _logits.AsMemory(0, count));
    }

    private void LookAhead()
    {
        for (var first = 0; first < _beginnings.Length; first++)
        {
            _trial.CopyFrom(_machine);
            _beginnings[first] = _trial.Take((byte)first);
        }
    }
}
