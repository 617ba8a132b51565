using System.Text;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CsCheck;

namespace CollabLLM.Core.Tests.Datasets;

public sealed class MultiturnFormTests : IDisposable
{
    private static readonly Gen<MultiturnResponse> Response =
        from text in Gen.String
        from score in Gen.Int[0, 4]
        from mr in Gen.Double[-1, 1].List[0, 3]
        from sessions in Gen.Int[0, 2]
        select new MultiturnResponse(Clean(text), score == 4 ? null : score / 4.0)
        {
            Rewards = new Dictionary<string, IReadOnlyList<double?>> { ["MR"] = [.. mr.Select(v => (double?)v)] },
            Sessions = [.. Enumerable.Range(0, sessions).Select(s => (IReadOnlyList<TranscriptMessage>)[.. Enumerable.Range(0, s).Select(m => new TranscriptMessage(MessageRole.User, $"{m}"))])],
        };

    private static readonly Gen<MultiturnConversation> Conversation =
        from turns in Gen.Int[1, 3]
        from responses in Response.List[1, 4].Array[turns]
        from goal in Gen.String
        select new MultiturnConversation(
            Clean(goal), "gold", new() { ["level"] = "1" },
            [.. responses.Select((r, t) => new MultiturnTurn([.. Enumerable.Range(0, 2 * t + 1).Select(m => new TranscriptMessage(m % 2 == 0 ? MessageRole.User : MessageRole.Assistant, $"m{m}"))], r))]);

    private readonly TemporaryRows _rows = new();

    [Fact]
    public Task Nested_to_flat_to_nested_changes_nothing() => Conversation.List[1, 5].SampleAsync(
        async conversations =>
        {
            var nested = Nested(conversations);
            using var data = await _rows.OpenAsync($"{Guid.NewGuid():N}.json", nested);
            using var flat = new MemoryStream();
            MultiturnFiles.WriteFlat(flat, data.Rows());
            using var again = await _rows.OpenAsync($"{Guid.NewGuid():N}.jsonl", Encoding.UTF8.GetString(flat.ToArray()));
            Assert.Equal(nested, Nested(Nesting.Nest(again)));
        }, iter: 100);

    [Fact]
    public Task Through_Parquet_nothing_changes() => Conversation.List[1, 5].SampleAsync(
        async conversations =>
        {
            var nested = Nested(conversations);
            using var data = await _rows.OpenAsync($"{Guid.NewGuid():N}.json", nested);
            using var parquet = new MemoryStream();
            await MultiturnFiles.WriteFlatParquetAsync(parquet, data);
            using var again = await MultiturnDataset.OpenAsync([_rows.Write($"{Guid.NewGuid():N}.parquet", parquet.ToArray())]);
            Assert.Equal(nested, Nested(Nesting.Nest(again)));
        }, iter: 50);

    [Fact]
    public Task A_pair_is_the_best_and_the_worst_and_no_conversation_is_on_both_sides() => Gen.Select(Conversation.List[1, 8], Gen.Int[0, 6]).SampleAsync(
        async (conversations, eval) =>
        {
            using var data = await _rows.OpenAsync($"{Guid.NewGuid():N}.json", Nested(conversations));
            var (train, held) = new DatasetConverter(data, new() { EvalCount = eval }).ToDpo();
            foreach (var pair in train.Concat(held)) Assert.True(pair.ScoreChosen >= pair.ScoreRejected);
            var turns = conversations.SelectMany(c => c.Turns).Select(t => t.Responses.Select(r => r.Score).OfType<double>().ToList()).Where(s => s.Count >= 2).ToList();
            Assert.Equal(turns.Select(s => (s.Max(), s.Min())).Order(), train.Concat(held).Select(p => (p.ScoreChosen, p.ScoreRejected)).Order());
            var (inputs, heldInputs) = new DatasetConverter(data, new() { EvalCount = eval }).ToGrpo();
            Assert.Empty(inputs.Select(r => r.Conversation).Intersect(heldInputs.Select(r => r.Conversation)));
            Assert.True(heldInputs.Count <= eval);
        }, iter: 100);

    [Fact]
    public async Task One_conversation_with_two_goals_is_refused()
    {
        const string row = """{"prompt":[{"role":"user","content":"x"}],"completion":"a","conv_id":0,"score":1,"single_turn_prompt":"G","single_turn_completion":"","single_turn_metadata":{}}""";
        Assert.StartsWith(
            "x.jsonl, row 2: conv_id is 0 here and in row 1, which has another single_turn_prompt.",
            await _rows.RefusedAsync("x.jsonl", row + "\n" + row.Replace("\"G\"", "\"H\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_strange_role_is_named() => Assert.Equal(
        "x.json, row 1: turns[0].prompt[0].role is tool, not system, user or assistant.",
        await _rows.RefusedAsync("x.json", """[{"single_turn_prompt":"g","single_turn_completion":"","turns":[{"prompt":[{"role":"tool","content":"x"}],"responses":[]}]}]"""));

    public void Dispose() => _rows.Dispose();

    private static string Nested(IEnumerable<MultiturnConversation> conversations)
    {
        using var stream = new MemoryStream();
        MultiturnFiles.WriteNested(stream, conversations);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Clean(string text) => string.Concat(text.EnumerateRunes());
}
