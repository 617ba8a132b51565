using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Card;
using CollabLLM.Core.Datasets.Inspection;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class DatasetCardTests : IDisposable
{
    /// <summary>Turns with scores (0.9, 0.5, 0.1), (0.4), (0.6, 0.6), and one reply without.</summary>
    private const string Nested = """
        [{"single_turn_prompt":"p","single_turn_completion":"c","turns":[
           {"prompt":[{"role":"user","content":"hi"}],"responses":[
             {"completion":"good","score":0.9,"rewards":{"MR":[0.8,1.0],"bleu":[0.5,null]}},
             {"completion":"middle","score":0.5,"rewards":{"MR":[0.5]}},
             {"completion":"bad","score":0.1,"rewards":{"MR":[0.1]}}]},
           {"prompt":[{"role":"user","content":"hi"},{"role":"assistant","content":"good"},{"role":"user","content":"on"}],"responses":[
             {"completion":"so","score":0.4,"rewards":{"MR":[0.4]}},{"completion":"lost","score":null}]}]},
         {"single_turn_prompt":"q","single_turn_completion":"c","turns":[
           {"prompt":[{"role":"user","content":"yo"}],"responses":[
             {"completion":"first","score":0.6,"rewards":{"MR":[0.7]}},{"completion":"second","score":0.6,"rewards":{"MR":[0.5]}}]}]}]
        """;

    private readonly TemporaryRows _rows = new();

    [Fact]
    public async Task Counts_and_rewards_are_those_computed_by_hand()
    {
        var card = await CardAsync();
        Assert.Equal((2, 3, 7, 1), (card.Conversations, card.Turns, card.Rows, card.RowsWithoutScore));
        Assert.Equal(1.5, card.TurnsMean);
        // chosen 0.9, 0.6; rejected 0.1, 0.6; the turn with one score is no pair
        Assert.Equal((2, 0.75, 0.15 * Math.Sqrt(2)), (card.Chosen.Count, card.Chosen.Mean!.Value, card.Chosen.Deviation!.Value), Close);
        Assert.Equal((2, 0.35, 0.25 * Math.Sqrt(2)), (card.Rejected.Count, card.Rejected.Mean!.Value, card.Rejected.Deviation!.Value), Close);
        Assert.Equal((2, 0.4, 0.8), (card.Gap!.Count, card.Gap.Median, card.Gap.Most), Close);
        Assert.Equal(0, card.Gap.Least, 1e-12);
        Assert.Equal(["MR", "bleu"], card.Metrics.Select(m => m.Name));
        // the chosen are "good" (0.8, 1.0) and "first" (0.7), of equal scores the earlier row; the rejected "bad" and "second"
        Assert.Equal((3, 2.5 / 3), (card.Metrics[0].Chosen.Count, card.Metrics[0].Chosen.Mean!.Value), CloseMean);
        Assert.Equal((2, 0.3), (card.Metrics[0].Rejected.Count, card.Metrics[0].Rejected.Mean!.Value), CloseMean);
        Assert.Equal((7, 4.0 / 7), (card.Metrics[0].All.Count, card.Metrics[0].All.Mean!.Value), CloseMean);
        Assert.Equal((1L, 1L), (card.Metrics[1].All.Count, card.Metrics[1].Missing));
        Assert.Null(card.Metrics[1].All.Deviation);
        Assert.Equal((3, 1, 3), (card.Lengths.PromptMessages!.Count, card.Lengths.PromptMessages.Least, card.Lengths.PromptMessages.Most));
        Assert.Equal((7, 2, 6), (card.Lengths.ReplyCharacters!.Count, card.Lengths.ReplyCharacters.Least, card.Lengths.ReplyCharacters.Most));
        Assert.Equal((1, 7), (card.Lengths.TokensOfEvery, card.Lengths.ReplyTokens!.Count));
    }

    [Fact]
    public async Task What_is_not_stated_is_said_and_not_guessed()
    {
        var card = await CardAsync();
        var text = CardMarkdown.Write(card);
        Assert.Contains("**Licence:** not stated", text, StringComparison.Ordinal);
        Assert.Contains("**Consent:** not stated", text, StringComparison.Ordinal);
        Assert.Contains("Not stated: no record of a run was found", text, StringComparison.Ordinal);
        Assert.DoesNotContain("license:", text, StringComparison.Ordinal);
        var json = JsonNode.Parse(CardJson.Write(card))!;
        Assert.True(json.AsObject().ContainsKey("licence"));
        Assert.Null(json["licence"]);
        Assert.Empty(json["lineage"]!.AsArray());
        Assert.Equal("nested", (string?)json["files"]![0]!["form"]);
    }

    [Theory]
    [InlineData("cc-by-4.0", "license: cc-by-4.0\n")]
    [InlineData("For research: ask us", "license: other\nlicense_name: \"For research: ask us\"\n")]
    public async Task A_licence_is_written_as_hubs_read_it(string licence, string yaml) =>
        Assert.Contains(yaml, CardMarkdown.Write(await CardAsync(new() { Licence = licence })), StringComparison.Ordinal);

    [Fact]
    public async Task Titles_and_metrics_are_text_and_no_markup()
    {
        var card = await DatasetCards.MakeAsync([_rows.Write("a.json", Nested.Replace("bleu", "a|b`c", StringComparison.Ordinal))], new() { Title = "<b>x</b>\n# y", Consent = "[z](q)" });
        var text = CardMarkdown.Write(card);
        Assert.Contains(@"# \<b\>x\</b\> \# y", text, StringComparison.Ordinal);
        Assert.Contains(@"\[z\](q)", text, StringComparison.Ordinal);
        Assert.Contains(@"| `a\|b'c` |", text, StringComparison.Ordinal);
        Assert.Contains("pretty_name: \"<b>x</b> # y\"\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", LineageProof.Neighbour)]
    [InlineData("0000", LineageProof.Other)]
    [InlineData("HASH", LineageProof.Checksum)]
    public async Task A_run_beside_the_file_is_believed_as_far_as_its_checksums_go(string hash, LineageProof proof)
    {
        var file = _rows.Write("multiturn.json", Nested);
        var sha = (await DatasetCards.MakeAsync([file], new())).Files[0].Sha256;
        var files = hash.Length == 0 ? "" : $$""","files":{"multiturn.json":"{{hash.Replace("HASH", sha, StringComparison.Ordinal)}}"}""";
        _rows.Write("summary.json", """{"conversations":2,"seed":7,"prompts":["judge v2 abc"],"calls":[{"model":"m","role":"user","calls":3}]""" + files + "}");
        var card = await DatasetCards.MakeAsync([file], new());
        var run = Assert.Single(card.Lineage);
        Assert.Equal(proof, run.Proof);
        Assert.Equal("""{"seed":7,"prompts":["judge v2 abc"],"calls":[{"model":"m","role":"user","calls":3}]}""", run.Facts.ToJsonString());
        var text = CardMarkdown.Write(card);
        Assert.Contains("- prompts: `judge v2 abc`\n- calls: 3 by m as user\n- assistant: not stated\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_other_forms_are_counted_by_their_split()
    {
        var pairs = """{"prompt":[{"role":"user","content":"hi"}],"chosen":"a","rejected":"b","score_chosen":1,"score_rejected":0}""" + "\n";
        var card = await DatasetCards.MakeAsync([_rows.Write("m.json", Nested), _rows.Write("train.jsonl", pairs + pairs), _rows.Write("dpo_eval.jsonl", pairs)], new());
        Assert.Equal([("train", 2), ("eval", 1)], card.Splits.Select(s => (s.Key, s.Value)));
        Assert.Equal([DatasetForm.Nested, DatasetForm.Dpo, DatasetForm.Dpo], card.Files.Select(f => f.Form));
        Assert.Equal(7, card.Rows);
        Assert.Contains("  - split: train\n    path:\n    - \"train.jsonl\"\n  - split: eval\n", CardMarkdown.Write(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_multiturn_data_there_is_no_card()
    {
        var path = _rows.Write("s.jsonl", """{"messages":[]}""");
        Assert.Contains("a card describes multiturn data, and this is SFT conversations", (await Assert.ThrowsAsync<InputException>(() => DatasetCards.MakeAsync([path], new()))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _rows.Dispose();

    private Task<DatasetCard> CardAsync(CardOptions? options = null) => DatasetCards.MakeAsync([_rows.Write("data.json", Nested)], options ?? new());

    private static bool Close((int, double, double) a, (int, double, double) b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-12 && Math.Abs(a.Item3 - b.Item3) < 1e-12;

    private static bool Close((long, double, double) a, (long, double, double) b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-12 && Math.Abs(a.Item3 - b.Item3) < 1e-12;

    private static bool CloseMean((long, double) a, (long, double) b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-12;
}
