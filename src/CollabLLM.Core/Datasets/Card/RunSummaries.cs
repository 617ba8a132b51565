using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>Finds what the runs that made files wrote down: their <c>summary.json</c>.</summary>
internal static class RunSummaries
{
    private const string FileName = "summary.json";

    private static readonly string[] Kept = ["seed", "goals", "assistant", "user", "judge", "extractor", "prompts", "reward", "candidates_per_turn", "scripted_models", "price_list", "calls"];

    public static async Task<IReadOnlyList<CardLineage>> FindAsync(
        IReadOnlyList<string> paths, IReadOnlyList<CardFile> files, IReadOnlyList<string> runs, CancellationToken cancellationToken)
    {
        List<CardLineage> found = [];
        var named = runs.Count > 0;
        var folders = named ? runs : [.. paths.Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!).Distinct(StringComparer.Ordinal)];
        foreach (var folder in folders)
        {
            var path = Path.Combine(folder, FileName);
            if (!File.Exists(path))
            {
                if (named) throw new InputException($"The run {folder} has no {FileName}.");
                continue;
            }
            if (await SummaryAsync(path, named, cancellationToken) is not { } summary) continue;
            var facts = new JsonObject();
            foreach (var field in Kept) if (summary[field] is { } value) facts[field] = value.DeepClone();
            found.Add(new(Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)), Proof(summary, files), facts));
        }
        return found;
    }

    private static LineageProof Proof(JsonObject summary, IReadOnlyList<CardFile> files)
    {
        if (summary["files"] is not JsonObject recorded) return LineageProof.Neighbour;
        var known = recorded.Select(f => f.Value?.ToString()).ToHashSet(StringComparer.Ordinal);
        return files.Any(f => known.Contains(f.Sha256)) ? LineageProof.Checksum : LineageProof.Other;
    }

    /// <returns>Null for a file of another program that only bears the name.</returns>
    private static async Task<JsonObject?> SummaryAsync(string path, bool named, CancellationToken cancellationToken)
    {
        try
        {
            if (JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken)) is JsonObject summary && summary.ContainsKey("prompts") && summary.ContainsKey("calls")) return summary;
        }
        catch (JsonException)
        {
            // Said below.
        }
        return named ? throw new InputException($"{path} is no summary of a run of collab.") : null;
    }
}
