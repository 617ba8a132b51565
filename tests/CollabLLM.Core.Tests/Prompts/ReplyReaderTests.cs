using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;
using CsCheck;

namespace CollabLLM.Core.Tests.Prompts;

public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("""{"thought": "t", "interactivity": 0.7}""", 0.7)]
    [InlineData("""{"interactivity": 1}""", 1)]
    [InlineData("""{"thought": ["no", "text"], "Interactivity": "0.25"}""", 0.25)]
    [InlineData("""I say {"thought": 1} and {"interactivity": 0, "thought": "t"}.""", 0)]
    [InlineData("""{"result": {"thought": "t", "interactivity": .5}}""", 0.5)]
    public void A_number_within_its_bounds_is_read(string reply, double value) =>
        Assert.Equal(value, Read(PromptNames.Interactivity, reply).Value!.Number("interactivity"));

    [Theory]
    [InlineData("", "The reply is empty.")]
    [InlineData("I would say 0.7.", "The reply holds no JSON object.")]
    [InlineData("""{"thought": "t"}""", "interactivity is missing.")]
    [InlineData("""{"interactivity": null}""", "interactivity is missing.")]
    [InlineData("""{"interactivity": ""}""", "interactivity is missing.")]
    [InlineData("""{"interactivity": 1.01}""", "interactivity must be a number from 0 to 1, not 1.01.")]
    [InlineData("""{"interactivity": -0.1}""", "interactivity must be a number from 0 to 1, not -0.1.")]
    [InlineData("""{"interactivity": "high"}""", "interactivity must be a number from 0 to 1, not \"high\".")]
    [InlineData("""{"interactivity": "NaN"}""", "interactivity must be a number from 0 to 1, not \"NaN\".")]
    [InlineData("""{"interactivity": [0.5]}""", "interactivity must be a number from 0 to 1, not a list.")]
    [InlineData("""{"interactivity": 0.5""", "The JSON is cut off at or behind \"interactivity\".")]
    public void A_failure_never_becomes_a_value(string reply, string reason)
    {
        var reading = Read(PromptNames.Interactivity, reply);
        Assert.Null(reading.Value);
        Assert.Equal(reason, reading.Problem!.Reason);
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("0.0", 0.0)]
    [InlineData("true", 1.0)]
    [InlineData("\"0\"", 0.0)]
    [InlineData("0.5", null)]
    [InlineData("\"yes\"", null)]
    public void A_flag_is_0_or_1(string written, double? value)
    {
        var reading = Read(PromptNames.Accuracy, $$"""{"thought": "t", "accuracy": {{written}}}""");
        Assert.Equal(value, reading.Value?.Number("accuracy"));
        if (value is null) Assert.StartsWith("accuracy must be 0 or 1, not ", reading.Problem!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_choice_is_one_of_its_words()
    {
        Assert.Equal("ask", Read(PromptNames.AskOrAnswer, """{"action": " Ask. "}""").Value!.Text("action"));
        Assert.Equal("action must be ask or answer, not \"both\".", Read(PromptNames.AskOrAnswer, """{"action": "both"}""").Problem!.Reason);
    }

    [Fact]
    public void Text_stays_text()
    {
        var reply = Read(PromptNames.Phrase, """{"response": "42"}""").Value!;
        Assert.Equal("42", reply.Text("response"));
        Assert.Equal("""{"response":"42"}""", reply.ToJson().ToJsonString());
        var number = Read(PromptNames.Phrase, """{"response": 42.50}""");
        Assert.Equal("42.50", number.Value!.Text("response"));
        Assert.Equal(["a number or a truth value in the place of a text"], number.Tolerated);
        Assert.Equal("response must be a text, not an object.", Read(PromptNames.Phrase, """{"response": {"a": 1}}""").Problem!.Reason);
        Assert.Equal("", Read(PromptNames.Phrase, """{"response": ""}""").Value!.Text("response"));
        Assert.Equal("\\boxed{\\frac{1}{2}}", Read(PromptNames.Phrase, """{"response": "\boxed{\frac{1}{2}}"}""").Value!.Text("response"));
    }

    [Fact]
    public void Fields_within_an_object_are_found_also_when_they_stand_at_the_top()
    {
        Assert.Equal(0.8, Read(PromptNames.Helpfulness, """{"helpfulness": {"thought": "t", "score": 0.8}}""").Value!.Number("helpfulness.score"));
        var flat = Read(PromptNames.Helpfulness, """{"thought": "t", "score": 0.6}""");
        Assert.Equal(0.6, flat.Value!.Number("helpfulness.score"));
        Assert.Equal("""{"helpfulness":{"thought":"t","score":0.6}}""", flat.Value.ToJson().ToJsonString());
        Assert.Equal("helpfulness.score is missing.", Read(PromptNames.Helpfulness, """{"helpfulness": 0.6}""").Problem!.Reason);
    }

    [Fact]
    public void An_optional_field_may_be_null_or_missing()
    {
        var reply = Read(PromptNames.Extract, """{"thought": "t", "take": null, "final_completion": "x"}""").Value!;
        Assert.True(reply.IsMissing("take"));
        Assert.Equal("x", reply.TextOrNull("final_completion"));
        Assert.Null(Read(PromptNames.Extract, """{"thought": "t"}""").Value!.TextOrNull("take"));
    }

    [Fact]
    public void Nothing_makes_it_throw() =>
        Gen.Select(Gen.Int[0, 7], Gen.OneOf(Gen.String, Gen.Const("1"), Gen.Const("null"), Gen.Const("{}"), Gen.Const("[]"), Gen.Const("\"a\""), Gen.Const("1e400"), Gen.Const("{\"score\": []}")), Gen.Bool)
            .Sample(
                (at, value, wrapped) =>
                {
                    var names = PromptLibrary.Shipped.All.Where(p => !p.Outputs.IsEmpty).ToList();
                    var prompt = names[at % names.Count];
                    var reply = "{" + string.Join(", ", prompt.Outputs.Fields.Select(f => $"\"{f.Name.Split('.')[^1]}\": {value}")) + "}";
                    var reading = ReplyReader.Read(wrapped ? $"{{\"helpfulness\": {reply}}}" : reply, prompt.Outputs);
                    Assert.NotEqual(reading.Value is null, reading.Problem is null);
                    _ = reading.Value?.ToJson();
                },
                iter: 5_000);

    private static ReplyReading Read(string prompt, string reply) => ReplyReader.Read(reply, PromptLibrary.Shipped.Get(prompt).Outputs);
}
