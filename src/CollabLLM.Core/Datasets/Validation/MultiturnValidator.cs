using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Finds what a reader refuses and what a trainer chokes on, in every row.</summary>
internal static class MultiturnValidator
{
    /// <param name="paths">Read as one dataset.</param>
    /// <returns>How many rows and conversations can be read.</returns>
    public static async Task<(int Rows, int Conversations)> CheckAsync(IReadOnlyList<string> paths, Action<DatasetProblem> found, CancellationToken cancellationToken)
    {
        using var data = await MultiturnDataset.OpenAsync(paths, found, cancellationToken);
        string? rewards = null;
        var seen = new HashSet<(int Group, int Hash)>();
        var duplicates = new DuplicateConversations(data);
        for (var i = 0; i < data.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = data.Read(i);
            var (file, number) = data.PlaceOf(i);
            MessageRules.Check("prompt", row.Prompt, (field, problem) => found(new(file, number, field, problem)));
            if (row.Prompt[^1].Role == MessageRole.Assistant) found(new(file, number, "prompt", "ends with the assistant, who is to speak next."));
            if (string.IsNullOrWhiteSpace(row.Completion)) found(new(file, number, "completion", "is empty."));
            if (row.Score is null) found(new(file, number, "score", "is missing: the row can be in no pair."));
            var keys = string.Join(", ", row.Rewards.Keys.Order(StringComparer.Ordinal));
            rewards ??= keys;
            if (keys != rewards) found(new(file, number, "rewards", $"has the metrics {Named(keys)}, and the first row has {Named(rewards)}: columns of Parquet would be null."));
            if (!seen.Add((data.Index.Rows[i].Group, string.GetHashCode(row.Completion, StringComparison.Ordinal)))) found(new(file, number, "completion", "stands in this turn before: a pair of the two teaches nothing."));
            duplicates.Add(i, row, found);
        }
        duplicates.Report(found);
        return (data.Count, data.Conversations);
    }

    private static string Named(string keys) => keys.Length == 0 ? "none" : keys;
}
