using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CollabLLM.Core.Datasets.Inspection;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>A card as the <c>README.md</c> of a dataset: a block of YAML that hubs read, then sections for people.</summary>
public static partial class CardMarkdown
{
    /// <summary>Stands in every card, so that a README.md that somebody wrote can be told from one that may be written again.</summary>
    public const string Mark = "<!-- This card was made by collab dataset card. -->";

    private const string NotStated = "not stated";

    public static string Write(DatasetCard card)
    {
        var text = new StringBuilder();
        Yaml(text, card);
        text.Append('\n').Append(Mark).Append("\n\n# ").Append(Inline(card.Title)).Append("\n\n");
        text.Append("**Licence:** ").Append(card.Licence is { } licence ? Inline(licence) : NotStated).Append("  \n");
        text.Append("**Consent:** ").Append(card.Consent is { } consent ? Inline(consent) : NotStated).Append('\n');
        Contents(text, card);
        Rewards(text, card);
        Lengths(text, card.Lengths);
        Lineage(text, card.Lineage);
        Files(text, card.Files);
        return text.ToString();
    }

    private static void Yaml(StringBuilder text, DatasetCard card)
    {
        text.Append("---\npretty_name: ").Append(Quoted(card.Title)).Append('\n');
        if (card.Licence is { } licence)
        {
            var known = Identifier().IsMatch(licence);
            text.Append("license: ").Append(known ? licence : "other").Append('\n');
            if (!known) text.Append("license_name: ").Append(Quoted(licence)).Append('\n');
        }
        text.Append("tags:\n- multiturn\n- preference\n");
        var parts = card.Files.Where(f => f.Split is not null).GroupBy(f => f.Split!, StringComparer.Ordinal).ToList();
        if (parts.Count > 0)
        {
            text.Append("configs:\n- config_name: default\n  data_files:\n");
            foreach (var part in parts)
            {
                text.Append("  - split: ").Append(part.Key).Append("\n    path:\n");
                foreach (var file in part) text.Append("    - ").Append(Quoted(file.Name)).Append('\n');
            }
        }
        text.Append("---\n");
    }

    private static void Contents(StringBuilder text, DatasetCard card)
    {
        Section(text, "What is in it", "", "number");
        Row(text, "conversations", Whole(card.Conversations));
        Row(text, "turns", Whole(card.Turns));
        Row(text, "turns a conversation, mean", Real(card.TurnsMean, "0.00"));
        Row(text, "candidate replies (rows)", Whole(card.Rows));
        Row(text, "replies without a score", Whole(card.RowsWithoutScore));
        foreach (var (split, rows) in card.Splits) Row(text, $"rows of the files for {split}", Whole(rows));
    }

    private static void Rewards(StringBuilder text, DatasetCard card)
    {
        Section(text, "Rewards", "score", "turns", "mean ± SD");
        Row(text, "chosen (best reply of a turn)", Whole(card.Chosen.Count), Shown(card.Chosen));
        Row(text, "rejected (worst reply)", Whole(card.Rejected.Count), Shown(card.Rejected));
        text.Append("\nOver the turns with at least two replies that have a score; SD with n − 1.\n");
        if (card.Gap is { } gap)
        {
            Section(text, "Gap between chosen and rejected", "least", "10 %", "25 %", "median", "75 %", "90 %", "most");
            Row(text, [.. All(gap).Select(v => Real(v, "0.000"))]);
        }
        if (card.Metrics.Count == 0) return;
        Section(text, "Metrics, one value a future", "metric", "values", "without", "mean ± SD", "of the chosen", "of the rejected");
        foreach (var metric in card.Metrics)
        {
            Row(text, $"`{Cell(metric.Name)}`", Whole(metric.All.Count), Whole(metric.Missing), Shown(metric.All), Shown(metric.Chosen), Shown(metric.Rejected));
        }
    }

    private static void Lengths(StringBuilder text, CardLengths lengths)
    {
        Section(text, "Lengths", "", "number", "least", "10 %", "25 %", "median", "75 %", "90 %", "most");
        Quantile("messages of a prompt", lengths.PromptMessages);
        Quantile("characters of a prompt", lengths.PromptCharacters);
        Quantile("characters of a reply", lengths.ReplyCharacters);
        Quantile("tokens of a prompt", lengths.PromptTokens);
        Quantile("tokens of a reply", lengths.ReplyTokens);
        text.Append("\nCharacters are UTF-16 units. Tokens are those of cl100k_base");
        text.Append(lengths.TokensOfEvery == 1 ? ".\n" : string.Create(CultureInfo.InvariantCulture, $", counted in every {lengths.TokensOfEvery:N0}th row.\n"));

        void Quantile(string what, Quantiles? values)
        {
            if (values is not null) Row(text, [what, Whole(values.Count), .. All(values).Select(v => Real(v, "#,0.#"))]);
        }
    }

    private static void Lineage(StringBuilder text, IReadOnlyList<CardLineage> lineage)
    {
        text.Append("\n## Where it comes from\n\n");
        if (lineage.Count == 0) text.Append("Not stated: no record of a run was found beside the files or named.\n");
        foreach (var run in lineage)
        {
            text.Append("Run `").Append(run.Run).Append("`: ").Append(run.Proof switch
            {
                LineageProof.Checksum => "it recorded the checksum of a file below.",
                LineageProof.Other => "**it recorded checksums, and none is that of a file below: the data was changed since, or another run made it.**",
                _ => "its record lies beside the data or was named; it holds no checksum to compare.",
            }).Append("\n\n");
            foreach (var (field, value) in run.Facts) text.Append("- ").Append(field).Append(": ").Append(Fact(field, value)).Append('\n');
            foreach (var field in (string[])["seed", "assistant", "user", "prompts", "reward"]) if (!run.Facts.ContainsKey(field)) text.Append("- ").Append(field).Append(": ").Append(NotStated).Append('\n');
            text.Append('\n');
        }
    }

    private static void Files(StringBuilder text, IReadOnlyList<CardFile> files)
    {
        Section(text, "Files", "file", "form", "split", "rows", "bytes", "SHA-256");
        foreach (var file in files)
        {
            Row(text, $"`{Cell(file.Name)}`", $"{file.Form.Words()}; {file.Container}", file.Split ?? "-", Whole(file.Rows), Whole(file.Bytes), $"`{file.Sha256}`");
        }
    }

    private static string Fact(string field, JsonNode? value) => value switch
    {
        JsonArray list when field == "calls" => string.Join("; ", list.OfType<JsonObject>().Select(c => $"{c["calls"]} by {Inline($"{c["model"]}")} as {c["role"]}")),
        JsonArray { Count: 0 } => "none",
        JsonArray list => string.Join(", ", list.Select(v => $"`{v}`")),
        JsonObject group => string.Join(", ", group.Select(m => $"{m.Key} {(m.Value is null ? "none" : m.Value is JsonValue ? Inline($"{m.Value}") : $"`{m.Value.ToJsonString()}`")}")),
        null => NotStated,
        _ => Inline($"{value}"),
    };

    private static IEnumerable<double> All(Quantiles q) => [q.Least, q.Tenth, q.Quarter, q.Median, q.ThreeQuarters, q.NineTenths, q.Most];

    private static void Section(StringBuilder text, string title, params ReadOnlySpan<string> columns)
    {
        text.Append("\n## ").Append(title).Append("\n\n");
        Row(text, columns);
        text.Append('|');
        for (var i = 0; i < columns.Length; i++) text.Append("---|");
        text.Append('\n');
    }

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        text.Append('|');
        foreach (var cell in cells) text.Append(' ').Append(cell).Append(" |");
        text.Append('\n');
    }

    private static string Shown(Spread spread) => spread.Mean is not { } mean ? "none"
        : spread.Deviation is { } sd ? $"{Real(mean, "0.000")} ± {Real(sd, "0.000")}" : Real(mean, "0.000");

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Real(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>One line, in which nothing is markup.</summary>
    private static string Inline(string text) => Special().Replace(text.ReplaceLineEndings(" "), @"\$0");

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'');

    private static string Quoted(string text) => JsonValue.Create(text.ReplaceLineEndings(" ")).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*$")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"[\\`*_\[\]<>#|]")]
    private static partial Regex Special();
}
