namespace CollabLLM.Training.Policies;

/// <summary>
/// Rows of equal length, each holding one document or several packed behind one another. A token sees the tokens of its own document up to
/// itself; positions start at 0 in every document. What is left of a row is padding, which nothing sees.
/// </summary>
public sealed class TokenBatch
{
    /// <summary>The document of padding.</summary>
    public const int Padding = -1;
    private readonly long[] _tokens;
    private readonly long[] _positions;
    private readonly int[] _documents;

    private readonly int[] _starts;

    /// <param name="rows">For each row its documents, each of at least one token.</param>
    /// <exception cref="ArgumentException">There is no row, or a document is empty.</exception>
    public TokenBatch(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> rows)
    {
        if (rows.Count == 0 || rows.Any(r => r.Count == 0 || r.Any(d => d.Count == 0))) throw new ArgumentException("Rows and documents must not be empty.", nameof(rows));
        Rows = rows.Count;
        Length = rows.Max(r => r.Sum(d => d.Count));
        Longest = rows.Max(r => r.Max(d => d.Count));
        IsPacked = rows.Any(r => r.Count > 1);
        _tokens = new long[Rows * Length];
        _positions = new long[Rows * Length];
        _documents = new int[Rows * Length];
        _starts = new int[rows.Sum(r => r.Count)];
        var number = 0;
        Array.Fill(_documents, Padding);
        for (var row = 0; row < Rows; row++)
        {
            var at = row * Length;
            for (var document = 0; document < rows[row].Count; document++)
            {
                var tokens = rows[row][document];
                _starts[number++] = at;
                for (var i = 0; i < tokens.Count; i++, at++) (_tokens[at], _positions[at], _documents[at]) = (tokens[i], i, document);
            }
        }
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Tokens of a row, padding included.</summary>
    public int Length { get; }

    /// <summary>Tokens of the longest document.</summary>
    public int Longest { get; }

    /// <summary>Whether a row holds more than one document, so that attention needs a mask of its own.</summary>
    public bool IsPacked { get; }

    /// <summary>Rows · Length tokens, row by row; 0 where there is padding.</summary>
    public ReadOnlySpan<long> Tokens => _tokens;

    /// <summary>Position of each token in its document.</summary>
    public ReadOnlySpan<long> Positions => _positions;

    /// <summary>Document of each token, counted in its row; <see cref="Padding"/> where there is none.</summary>
    public ReadOnlySpan<int> Documents => _documents;

    /// <summary>Place (row · Length + column) of the first token of each document, in the order in which they were given.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>One document in each row.</summary>
    public static TokenBatch Of(IEnumerable<IReadOnlyList<int>> documents) => new([.. documents.Select(d => new[] { d })]);

    /// <summary>Documents packed into rows of at most <paramref name="length"/> tokens, each into the first row with room, longest first.</summary>
    /// <exception cref="ArgumentException">A document is longer than a row.</exception>
    public static TokenBatch Pack(IReadOnlyList<IReadOnlyList<int>> documents, int length)
    {
        List<(List<int> Documents, int Room)> rows = [];
        foreach (var document in Enumerable.Range(0, documents.Count).OrderByDescending(i => documents[i].Count))
        {
            var count = documents[document].Count;
            if (count > length) throw new ArgumentException($"A document of {count} tokens does not fit a row of {length}.", nameof(documents));
            var row = rows.FindIndex(r => r.Room >= count);
            if (row < 0)
            {
                rows.Add(([], length));
                row = rows.Count - 1;
            }
            rows[row].Documents.Add(document);
            rows[row] = (rows[row].Documents, rows[row].Room - count);
        }
        var batch = new TokenBatch([.. rows.Select(r => r.Documents.Select(d => documents[d]).ToArray())]);
        int[] starts = [.. batch._starts];
        foreach (var (document, start) in rows.SelectMany(r => r.Documents).Zip(starts)) batch._starts[document] = start;
        return batch;
    }
}
