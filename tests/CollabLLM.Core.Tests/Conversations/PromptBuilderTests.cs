using CollabLLM.Core.Conversations;
using CsCheck;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Conversations;

public sealed class PromptBuilderTests
{
    private static readonly Func<string, int> Length = t => t.Length;

    [Fact]
    public void Everything_is_there_when_the_context_is_not_known()
    {
        var prompt = PromptBuilder.Build("Be brief.", Path("u1", "a1", "u2"), null, 100, Length);
        Assert.Equal(["system:Be brief.", "user:u1", "assistant:a1", "user:u2"], Lines(prompt));
        Assert.All(prompt, m => Assert.Single(m.Contents));
    }

    [Fact]
    public void The_oldest_turns_go_first_and_whole()
    {
        var path = Path("first question", "first answer", "second question", "second answer", "third");
        // room for the system prompt, the last message and one turn
        var context = 20 + 8 + "third".Length + 8 + "second question".Length + "second answer".Length + 16 + 5;
        var prompt = PromptBuilder.Build(new string('s', 20), path, context, 5, Length);
        Assert.Equal(["user:second question", "assistant:second answer", "user:third"], Lines(prompt).Skip(1));
        Assert.Equal(["user:third"], Lines(PromptBuilder.Build(null, path, context - 36, 5, Length)).TakeLast(1));
        Assert.Equal("third", PromptBuilder.Build(new string('s', 20), path, context - 1, 5, Length)[1].Text);
    }

    [Fact]
    public void The_system_prompt_and_the_last_message_stay_even_when_they_do_not_fit() =>
        Assert.Equal(["system:long rules", "user:u2"], Lines(PromptBuilder.Build("long rules", Path("u1", "a1", "u2"), 4, 2, Length)));

    [Fact]
    public void A_text_to_go_on_from_comes_last()
    {
        var prompt = PromptBuilder.Build(null, Path("u1", "a1", "u2", "Once upon"), 30, 1, Length);
        Assert.Equal(["user:u2", "assistant:Once upon"], Lines(prompt));
    }

    [Fact]
    public void An_answer_without_a_word_is_left_out_and_the_messages_around_it_become_one() =>
        Assert.Equal(["user:u1\n\nu2"], Lines(PromptBuilder.Build(" ", Path("u1", "", "u2"), null, 0, Length)));

    [Fact]
    public void A_turn_that_fits_exactly_stays_and_one_token_less_leaves_it_out()
    {
        var path = Path("question", "answer", "next");
        var all = "question".Length + "answer".Length + "next".Length + (3 * PromptBuilder.TokensPerMessage);
        Assert.Equal(3, PromptBuilder.Build(null, path, all + 50, 50, Length).Count);
        Assert.Equal(["user:next"], Lines(PromptBuilder.Build(null, path, all + 49, 50, Length)));
        Assert.Equal(["user:next"], Lines(PromptBuilder.Build("1", path, all + 50, 50, Length)).Skip(1));
    }

    [Fact]
    public void A_turn_that_is_left_out_takes_all_older_ones_with_it()
    {
        // The oldest would fit where the long one did not, but a conversation with a hole is another conversation.
        var path = Path("a", "b", new string('x', 100), "c", "last");
        Assert.Equal(["user:last"], Lines(PromptBuilder.Build(null, path, 80, 0, Length)));
    }

    [Fact]
    public void Text_is_passed_on_as_it_is() =>
        Assert.Equal(
            ["system:{{x}} & <b>", "user:<|im_end|> {{$input}} &lt;"],
            Lines(PromptBuilder.Build("{{x}} & <b>", Path("<|im_end|> {{$input}} &lt;"), null, 0, Length)));

    [Fact]
    public void A_reserve_as_large_as_the_context_leaves_the_last_message() =>
        Assert.Equal(["user:u2"], Lines(PromptBuilder.Build(null, Path("u1", "a1", "u2"), 100, 200, Length)));

    [Fact]
    public void Nothing_said_is_an_empty_prompt() => Assert.Empty(PromptBuilder.Build(null, [], 10, 1, Length));

    [Fact]
    public void What_is_kept_fits_and_leaving_out_one_turn_less_would_not() =>
        Gen.Select(Gen.Int[1, 30].Array[1, 15], Gen.Int[0, 300], Gen.Int[0, 40]).Sample((sizes, context, reserve) =>
        {
            var path = Path([.. sizes.Select((n, i) => new string((char)('a' + i), n))]);
            var prompt = PromptBuilder.Build("sys", path, context, reserve, Length);
            var cost = prompt.Sum(m => m.Text.Length + PromptBuilder.TokensPerMessage);
            var lastUser = path.Last(m => m.Role == MessageRole.User).Text;
            var kept = prompt.Count(m => m.Role == ChatRole.User);
            return prompt[0].Role == ChatRole.System && prompt.Any(m => m.Text == lastUser) && (cost <= context - reserve || kept == 1)
                && prompt[1].Role == ChatRole.User;
        });

    private static Message[] Path(params string[] texts) =>
        [.. texts.Select((t, i) => new Message(Guid.NewGuid(), null, i % 2 == 0 ? MessageRole.User : MessageRole.Assistant, t))];

    private static IEnumerable<string> Lines(IEnumerable<ChatMessage> prompt) => prompt.Select(m => $"{m.Role}:{m.Text}");
}
