using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Finds what a reader refuses and what a trainer chokes on, in every row.</summary>
public static class MultiturnValidator
{
    /// <param name="paths">Read as one dataset.</param>
    /// <param name="most">Problems beyond so many are counted only.</param>
    /// <exception cref="InputException">A file cannot be read at all.</exception>
    public static async Task<ValidationReport> CheckAsync(IReadOnlyList<string> paths, int most = 100, CancellationToken cancellationToken = default)
    {
        List<DatasetProblem> problems = [];
        var count = 0;
        using var data = await MultiturnDataset.OpenAsync(paths, Found, cancellationToken);
        string? rewards = null;
        var seen = new HashSet<(int Group, int Hash)>();
        for (var i = 0; i < data.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = data.Read(i);
            var (file, number) = data.PlaceOf(i);
            Prompt(row.Prompt, (field, problem) => Found(new(file, number, field, problem)));
            if (string.IsNullOrWhiteSpace(row.Completion)) Found(new(file, number, "completion", "is empty."));
            if (row.Score is null) Found(new(file, number, "score", "is missing: the row can be in no pair."));
            var keys = string.Join(", ", row.Rewards.Keys.Order(StringComparer.Ordinal));
            rewards ??= keys;
            if (keys != rewards) Found(new(file, number, "rewards", $"has the metrics {Named(keys)}, and the first row has {Named(rewards)}: columns of Parquet would be null."));
            if (!seen.Add((data.Index.Rows[i].Group, string.GetHashCode(row.Completion, StringComparison.Ordinal)))) Found(new(file, number, "completion", "stands in this turn before: a pair of the two teaches nothing."));
        }
        return new(data.Count, data.Conversations, count, problems);

        void Found(DatasetProblem problem)
        {
            count++;
            if (problems.Count < most) problems.Add(problem);
        }
    }

    private static string Named(string keys) => keys.Length == 0 ? "none" : keys;

    private static void Prompt(IReadOnlyList<TranscriptMessage> prompt, Action<string, string> found)
    {
        for (var i = 0; i < prompt.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(prompt[i].Content)) found($"prompt[{i}].content", "is empty.");
            if (i > 0 && prompt[i].Role == MessageRole.System) found($"prompt[{i}].role", "is system, which templates know at the beginning only.");
            else if (i > 0 && prompt[i].Role == prompt[i - 1].Role) found($"prompt[{i}].role", $"is {prompt[i].Role.Wire()} again: roles must alternate.");
        }
        if (prompt[^1].Role == MessageRole.Assistant) found("prompt", "ends with the assistant, who is to speak next.");
    }
}
