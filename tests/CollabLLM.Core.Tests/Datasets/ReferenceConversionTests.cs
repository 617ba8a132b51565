using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Datasets;

/// <summary>SFT, DPO and inputs are the published code's, row by row, with its split.</summary>
public sealed class ReferenceConversionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-convert-").FullName;

    [Fact]
    public async Task All_cases_are_as_the_reference_did_them()
    {
        var text = await File.ReadAllTextAsync(SharedFolder.Require("goldens/reference-conversions.json"), TestContext.Current.CancellationToken);
        var number = 0;
        foreach (var golden in JsonNode.Parse(text)!.AsArray())
        {
            var rows = MultiturnFile.Read(Write($"{number}.json", golden!["nested"]!.ToJsonString()));
            var settings = new ConversionSettings
            {
                SystemPrompt = golden["add_system_prompt"]!.GetValue<bool>() ? golden["system_prompt"]!.GetValue<string>() : null,
                MinimumGap = golden["minimum_gap"]!.GetValue<double>(),
                LowerBoundMetric = golden["lower_bound_metric"]!.GetValue<string>(),
                LowerBound = golden["lower_bound"]!.GetValue<double>(),
            };
            // Twice: the published code changes its rows the first time.
            for (var again = 0; again < 2; again++)
            {
                Compare(golden, "inputs", DatasetConversion.ToInputs(rows, settings), number);
                Compare(golden, "sft", DatasetConversion.ToSft(rows, settings), number);
                Compare(golden, "dpo", DatasetConversion.ToDpo(rows, settings), number);
            }
            number++;
        }
        Assert.Equal(20, number);
    }

    [Fact]
    public void No_conversation_stands_on_both_sides_of_a_split_by_conversations()
    {
        List<ConvertedRow> rows = [.. Enumerable.Range(0, 90).Select(i => new ConvertedRow($"{i / 3}", new JsonObject { ["n"] = i }))];
        var (train, eval) = DatasetSplit.ByConversation(rows, null, 0.2, 42);
        Assert.Equal((72, 18), (train.Count, eval.Count));
        Assert.Empty(train.Select(r => r.ConversationId).Intersect(eval.Select(r => r.ConversationId)));
        var (_, leaking) = DatasetSplit.ByRow(rows, null, 0.2, 42);
        Assert.Contains(leaking, r => rows.Any(o => o.ConversationId == r.ConversationId && !leaking.Contains(o)));
    }

    [Theory]
    [InlineData("""[{"turns":[{"prompt":[{"role":"user","content":"a"}],"responses":[{"completion":"b"}]}],"single_turn_prompt":"p","single_turn_completion":"c"}]""", "row 1, turns[0], responses[0]: score is missing.")]
    [InlineData("""[{"turns":[{"prompt":[{"role":"me","content":"a"}],"responses":[]}],"single_turn_prompt":"p","single_turn_completion":"c"}]""", "row 1, turns[0], prompt[0]: role is me, not system, user or assistant.")]
    [InlineData("""[{"turns":[],"single_turn_prompt":"p"}]""", "row 1: single_turn_completion is missing.")]
    [InlineData("[]", "holds no row.")]
    [InlineData("", "holds no row.")]
    [InlineData("[{", "this is not JSON, from line 1 on.")]
    [InlineData("""{"prompt":[{"role":"user","content":"a"}],"completion":"b","conv_id":0,"score":"x","single_turn_prompt":"p","single_turn_completion":"c"}""", "row 1: score must be a finite number.")]
    [InlineData("""[{"turns":[],"single_turn_prompt":"p","single_turn_completion":"c"},{"prompt":[]}]""", "row 2: turns is missing, and the first row has them.")]
    public void What_is_wrong_is_named(string text, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<InputException>(() => MultiturnFile.Read(Write("bad.json", text))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Compare(JsonNode golden, string kind, IReadOnlyList<ConvertedRow> rows, int number)
    {
        var (train, eval) = DatasetSplit.ByRow(rows, golden["n_eval"]?.GetValue<int>(), golden["eval_ratio"]!.GetValue<double>(), golden["seed"]!.GetValue<long>());
        Same(golden[kind]!["train"], train, $"case {number}, {kind}, train");
        Same(golden[kind]!["eval"], eval, $"case {number}, {kind}, eval");
    }

    private static void Same(JsonNode? expected, IReadOnlyList<ConvertedRow> rows, string name)
    {
        var wanted = expected?.AsArray() ?? [];
        Assert.True(wanted.Count == rows.Count, $"{name}: {rows.Count} rows, not {wanted.Count}");
        for (var i = 0; i < rows.Count; i++) Assert.True(JsonNode.DeepEquals(wanted[i], rows[i].Row), $"{name}, row {i}: {rows[i].Row.ToJsonString()} is not {wanted[i]!.ToJsonString()}");
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
