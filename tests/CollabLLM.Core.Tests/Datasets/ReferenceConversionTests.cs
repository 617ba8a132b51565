using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Datasets;

/// <summary>What the reference code itself made of nested files, with its row-level split.</summary>
public sealed class ReferenceConversionTests
{
    [Fact]
    public async Task Every_conversion_equals_the_reference()
    {
        var cases = JsonNode.Parse(File.ReadAllText(SharedFolder.Require("goldens/reference-conversions.json")))!.AsArray();
        Assert.Equal(20, cases.Count);
        using var rows = new TemporaryRows();
        foreach (var golden in cases)
        {
            using var data = await rows.OpenAsync("nested.json", golden!["nested"]!.ToJsonString());
            var converter = new DatasetConverter(data, new()
            {
                SystemPrompt = (bool)golden["add_system_prompt"]! ? (string)golden["system_prompt"]! : null,
                MinimumGap = (double)golden["minimum_gap"]!,
                LowerBoundMetric = (string?)golden["lower_bound_metric"],
                LowerBound = (double)golden["lower_bound"]!,
                EvalRatio = (double)golden["eval_ratio"]!,
                EvalCount = (int?)golden["n_eval"],
                Split = SplitRule.Row,
                Seed = (long)golden["seed"]!,
            });
            for (var again = 0; again < 2; again++)
            {
                Same(golden["inputs"]!, converter.ToInputs());
                Same(golden["sft"]!, converter.ToSft());
                Same(golden["dpo"]!, converter.ToDpo());
            }
        }
    }

    private static void Same<T>(JsonNode golden, ConvertedSplits<T> ours) where T : ITrainingRow
    {
        Part(golden["train"], ours.Train);
        Part(golden["eval"], ours.Eval);
    }

    private static void Part<T>(JsonNode? golden, ConvertedRows<T> ours) where T : ITrainingRow
    {
        var lines = TemporaryRows.Lines(ours).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var expected = golden?.AsArray() ?? [];
        Assert.Equal(expected.Count, lines.Length);
        foreach (var (row, line) in expected.Zip(lines))
        {
            var parsed = JsonNode.Parse(line)!;
            Assert.True(JsonNode.DeepEquals(row, parsed), $"{row!.ToJsonString()}\n{line}");
        }
    }
}
