using System.Buffers;
using System.Numerics;

namespace CollabLLM.Core.Metrics.Text;

/// <summary>
/// Two texts as small numbers, so that n-grams pack into machine words: the symbols of the reference are 1, 2, … in order of appearance; what
/// the hypothesis alone has is 0 and can match nothing. Dispose gives the buffers back.
/// </summary>
internal readonly struct Symbols : IDisposable
{
    private const int Latin = 256;

    private readonly int[] _reference;
    private readonly int[] _hypothesis;
    private readonly int _referenceLength;
    private readonly int _hypothesisLength;

    private Symbols(int[] reference, int referenceLength, int[] hypothesis, int hypothesisLength, int known)
    {
        (_reference, _referenceLength, _hypothesis, _hypothesisLength) = (reference, referenceLength, hypothesis, hypothesisLength);
        Bits = Math.Max(1, BitOperations.Log2((uint)known) + 1);
    }

    public ReadOnlySpan<int> Reference => _reference.AsSpan(0, _referenceLength);

    public ReadOnlySpan<int> Hypothesis => _hypothesis.AsSpan(0, _hypothesisLength);

    /// <summary>Enough for every symbol.</summary>
    public int Bits { get; }

    /// <summary>A symbol a code point.</summary>
    public static Symbols OfCharacters(string reference, string hypothesis, bool skipWhiteSpace = false)
    {
        var (r, h) = (Rent(reference.Length), Rent(hypothesis.Length));
        var referenceLength = PythonText.Decode(reference, r, skipWhiteSpace);
        var hypothesisLength = PythonText.Decode(hypothesis, h, skipWhiteSpace);
        Span<int> latin = stackalloc int[Latin];
        Dictionary<int, int>? others = null;
        var known = 0;
        foreach (ref var point in r.AsSpan(0, referenceLength))
        {
            if (point < Latin)
            {
                point = latin[point] == 0 ? latin[point] = ++known : latin[point];
                continue;
            }
            others ??= [];
            if (!others.TryGetValue(point, out var id)) others[point] = id = ++known;
            point = id;
        }
        foreach (ref var point in h.AsSpan(0, hypothesisLength))
        {
            point = point < Latin ? latin[point] : others?.GetValueOrDefault(point) ?? 0;
        }
        return new(r, referenceLength, h, hypothesisLength, known);
    }

    /// <summary>A symbol a word, words being what white space separates.</summary>
    public static Symbols OfWords(string reference, string hypothesis)
    {
        var (referenceWords, hypothesisWords) = (PythonText.Words(reference), PythonText.Words(hypothesis));
        var (r, h) = (Rent(referenceWords.Count), Rent(hypothesisWords.Count));
        var ids = new Dictionary<string, int>(referenceWords.Count, StringComparer.Ordinal);
        var bySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < referenceWords.Count; i++)
        {
            var word = reference.AsSpan()[referenceWords[i]];
            if (!bySpan.TryGetValue(word, out r[i])) bySpan[word] = r[i] = ids.Count + 1;
        }
        for (var i = 0; i < hypothesisWords.Count; i++)
        {
            h[i] = bySpan.TryGetValue(hypothesis.AsSpan()[hypothesisWords[i]], out var id) ? id : 0;
        }
        return new(r, referenceWords.Count, h, hypothesisWords.Count, ids.Count);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_reference);
        ArrayPool<int>.Shared.Return(_hypothesis);
    }

    private static int[] Rent(int length) => ArrayPool<int>.Shared.Rent(Math.Max(1, length));
}
