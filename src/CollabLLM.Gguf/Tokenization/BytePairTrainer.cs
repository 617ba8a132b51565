using System.Text;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>
/// Learns byte-level byte pairs from texts: the pair of neighbours that is most frequent within words becomes a token, again and again (Sennrich, Haddow and Birch 2016, over
/// bytes as in GPT-2). Deterministic: among equally frequent pairs the one with the lower tokens wins. Not thread-safe.
/// </summary>
/// <param name="words">The rule that cuts text into words, such as <c>smollm</c>, which leaves every digit alone.</param>
/// <exception cref="GgufException">There is no such rule.</exception>
public sealed class BytePairTrainer(string words)
{
    private readonly WordSplitter _splitter = WordSplitter.Find(words) ?? throw new GgufException($"There is no rule {words} to cut text into words ({string.Join(", ", WordSplitter.Names)} are known).");
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts the words of a text.</summary>
    public void Add(string text)
    {
        foreach (var range in _splitter.Split(text))
        {
            var word = text[range];
            _counts[word] = _counts.GetValueOrDefault(word) + 1;
        }
    }

    /// <summary>What a model's file says of such a tokenizer: the 256 bytes, the learnt pairs, then the special tokens.</summary>
    /// <param name="size">Of the vocabulary, special tokens included. It is smaller when no pair occurs twice any more.</param>
    /// <param name="special">Control tokens; the last ends a text and a turn.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size has no room for the bytes and the special tokens.</exception>
    public IReadOnlyDictionary<string, GgufValue> Train(int size, IReadOnlyList<string> special)
    {
        var most = size - 256 - special.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(most, nameof(size));
        List<string> pieces = [.. Enumerable.Range(0, 256).Select(b => ByteLevel.Character((byte)b).ToString())];
        List<string> merges = [];
        var corpus = new Corpus(_counts);
        while (merges.Count < most && corpus.MostFrequent() is var (left, right))
        {
            merges.Add($"{pieces[left]} {pieces[right]}");
            corpus.Merge(left, right, pieces.Count);
            pieces.Add(pieces[left] + pieces[right]);
        }
        var normal = pieces.Count;
        pieces.AddRange(special);
        return new Dictionary<string, GgufValue>
        {
            ["tokenizer.ggml.model"] = GgufValue.From("gpt2"),
            ["tokenizer.ggml.pre"] = GgufValue.From(words),
            ["tokenizer.ggml.tokens"] = GgufValue.From(pieces),
            ["tokenizer.ggml.token_type"] = GgufValue.From(pieces.Select((_, i) => (int)(i < normal ? TokenKind.Normal : TokenKind.Control))),
            ["tokenizer.ggml.merges"] = GgufValue.From(merges),
            ["tokenizer.ggml.eos_token_id"] = GgufValue.From((uint)(pieces.Count - 1)),
            ["tokenizer.ggml.add_bos_token"] = GgufValue.From(false),
        };
    }

    /// <summary>The different words as tokens, and where each pair stands.</summary>
    private sealed class Corpus
    {
        private readonly List<(int[] Tokens, long Count)> _words = [];
        private readonly Dictionary<(int, int), long> _pairs = [];
        private readonly Dictionary<(int, int), HashSet<int>> _places = [];

        public Corpus(Dictionary<string, long> counts)
        {
            // In a fixed order, so that nothing depends on how a dictionary is laid out.
            foreach (var (word, count) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            {
                _words.Add(([.. Encoding.UTF8.GetBytes(word).Select(b => (int)b)], count));
                Count(_words.Count - 1, 1);
            }
        }

        public (int Left, int Right)? MostFrequent()
        {
            (int, int)? best = null;
            var most = 1L;
            foreach (var (pair, count) in _pairs)
            {
                if (count > most || (count == most && best is { } other && pair.CompareTo(other) < 0)) (best, most) = (pair, count);
            }
            return best;
        }

        public void Merge(int left, int right, int merged)
        {
            foreach (var word in _places[(left, right)].Order().ToList())
            {
                Count(word, -1);
                var (tokens, count) = _words[word];
                List<int> joined = [];
                for (var i = 0; i < tokens.Length; i++)
                {
                    var here = i + 1 < tokens.Length && tokens[i] == left && tokens[i + 1] == right;
                    joined.Add(here ? merged : tokens[i]);
                    if (here) i++;
                }
                _words[word] = ([.. joined], count);
                Count(word, 1);
            }
        }

        private void Count(int word, int sign)
        {
            var (tokens, count) = _words[word];
            for (var i = 0; i + 1 < tokens.Length; i++)
            {
                var pair = (tokens[i], tokens[i + 1]);
                var sum = _pairs.GetValueOrDefault(pair) + (sign * count);
                if (sum == 0) _pairs.Remove(pair);
                else _pairs[pair] = sum;
                if (!_places.TryGetValue(pair, out var places)) _places[pair] = places = [];
                if (sign > 0) places.Add(word);
                else places.Remove(word);
            }
        }
    }
}
