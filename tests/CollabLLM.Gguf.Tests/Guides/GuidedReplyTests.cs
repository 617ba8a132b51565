using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Gguf.Guides;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Tests.Model;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Guides;

public sealed class GuidedReplyTests
{
    private const string Schema = """{"type": "object", "properties": {"thought": {"type": "string", "maxLength": 40}, "score": {"type": "number"}, "word": {"enum": ["ask", "answer"]}}}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Tell me a story about a fox.")];

    [Fact]
    public async Task A_small_model_that_was_not_even_asked_for_it_writes_the_object()
    {
        using var client = SmolLm.Fast.CreateChatClient();
        for (var seed = 1; seed <= 2; seed++)
        {
            var reply = await client.GetResponseAsync(Question, Options(Schema, seed, 0.8f));
            var node = JsonNode.Parse(reply.Text)!.AsObject();
            Assert.Equal(["thought", "score", "word"], node.Select(p => p.Key));
            Assert.Contains((string)node["word"]!, (string[])["ask", "answer"]);
            Assert.Equal(JsonValueKind.Number, node["score"]!.GetValueKind());
            Assert.Equal(ChatFinishReason.Stop, reply.FinishReason);
            Assert.Equal(reply.Text, (await client.GetResponseAsync(Question, Options(Schema, seed, 0.8f))).Text);
        }
    }

    [Fact]
    public async Task Without_a_schema_it_is_an_object_and_a_limit_still_ends_it()
    {
        using var client = SmolLm.Fast.CreateChatClient();
        var reply = await client.GetResponseAsync(Question, new() { ResponseFormat = ChatResponseFormat.Json, Temperature = 0, MaxOutputTokens = 5 });
        Assert.StartsWith("{", reply.Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Length, reply.FinishReason);
    }

    [Fact]
    public async Task What_it_cannot_be_held_to_is_refused_before_the_first_token()
    {
        using var client = SmolLm.Fast.CreateChatClient();
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync(Question, Options("""{"type": "string", "pattern": "a"}""", 1, 0)));
        var begun = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync([.. Question, new(ChatRole.Assistant, "{")], Options(Schema, 1, 0)));
        Assert.Equal("A reply that has begun cannot be held to JSON.", begun.Message);
    }

    [Fact]
    public void The_likeliest_allowed_token_is_taken_and_nothing_changes_where_the_free_choice_is_allowed()
    {
        var tokenizer = SmolLm.Fast.Tokenizer;
        var guide = TokenGuide.Json(tokenizer, JsonElement.Parse("""{"enum": ["ask", "answer"]}"""));
        var logits = new float[tokenizer.Vocabulary.Count];
        var (word, open, end) = (tokenizer.Encode("Hello", false)[0], tokenizer.Encode("\"", false)[0], tokenizer.Vocabulary.Eos!.Value);
        (logits[word], logits[end], logits[open]) = (9, 8, 1);
        Assert.Equal(open, new Sampler(SamplingOptions.Greedy, 1).Sample(logits, guide));
        logits[open] = 10;
        Assert.Equal(new Sampler(new(), 3).Sample(logits), new Sampler(new(), 3).Sample(logits, guide));
        foreach (var token in tokenizer.Encode("\"ask\"", false)) guide.Accept(token);
        Assert.True(guide.IsFinished && guide.Allows(end) && !guide.Allows(word));
    }

    [Fact]
    public void Within_a_text_the_draw_is_that_of_the_allowed_tokens()
    {
        var tokenizer = SmolLm.Fast.Tokenizer;
        var guide = TokenGuide.Json(tokenizer, JsonElement.Parse("""{"type": "string"}"""));
        foreach (var token in tokenizer.Encode("\"a", false)) guide.Accept(token);
        var logits = new float[tokenizer.Vocabulary.Count];
        Array.Fill(logits, -200);
        var (end, line, one, two) = (tokenizer.Vocabulary.Eos!.Value, tokenizer.Encode("\n", false)[0], tokenizer.Encode("one", false)[0], tokenizer.Encode("two", false)[0]);
        (logits[end], logits[line], logits[one], logits[two]) = (4, 5, 1, MathF.Log(3) + 1);
        var before = logits.ToArray();
        var sampler = new Sampler(new() { Temperature = 1, TopK = 0, TopP = 1, MinP = 0, RepetitionPenalty = 1 }, 5);
        List<int> drawn = [.. Enumerable.Range(0, 4000).Select(_ => sampler.Sample(logits, guide))];
        Assert.Equal(drawn.Count, drawn.Count(t => t == one || t == two));
        Assert.Equal(0.25, drawn.Count(t => t == one) / 4000.0, 0.03);
        Assert.Equal(before, logits);
    }

    private static ChatOptions Options(string schema, long seed, float temperature) => new()
    {
        ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema), "reply"),
        Seed = seed,
        Temperature = temperature,
        MaxOutputTokens = 120,
    };
}
