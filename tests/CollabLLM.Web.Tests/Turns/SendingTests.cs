using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;

namespace CollabLLM.Web.Tests.Turns;

public abstract class SendingTests(TestDatabase database) : TurnTests(database)
{
    [Fact]
    public async Task The_same_request_from_many_at_once_is_one_message_and_one_call_of_the_model()
    {
        var node = await StartNodeAsync();
        var request = Hello();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => node.Turns.SendAsync(request, Token), Token)));
        Assert.Single(outcomes.OfType<StartOutcome.Accepted>());
        Assert.Equal(7, outcomes.OfType<StartOutcome.AlreadyAccepted>().Count());

        (await node.Model.NextCallAsync()).Say("Once.").End();
        Assert.Equal("Once.", (await node.WatchAsync(request.ReplyId)).End.FinalText);
        var later = Assert.IsType<StartOutcome.AlreadyAccepted>(await node.Turns.SendAsync(request, Token));
        Assert.Equal(ReplyOutcome.Completed, later.Reply.Outcome);
        Assert.Equal(1, node.Model.Calls);
    }

    [Fact]
    public async Task A_session_has_one_running_reply()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node);
        var second = await node.Turns.SendAsync(Hello(reply.SessionId, reply.ReplyId), Token);
        Assert.Equal(new StartOutcome.Busy(reply.ReplyId), second);
        Assert.Equal(new StartOutcome.Busy(reply.ReplyId), await node.Turns.RegenerateAsync(Again(reply), Token));
        speech.End();
        await node.WatchAsync(reply.ReplyId);
        Assert.IsType<StartOutcome.Accepted>(await node.Turns.SendAsync(Hello(reply.SessionId, reply.ReplyId), Token));
    }

    [Fact]
    public async Task A_conversation_reaches_the_model_in_order_and_an_edited_message_leaves_its_sibling_out()
    {
        var node = await StartNodeAsync(("Chat:SystemPrompt", "Be kind."));
        var first = await node.SendAsync(Hello(text: "One?"));
        (await node.Model.NextCallAsync()).Say("One.").End();
        await node.WatchAsync(first.ReplyId);
        var second = await node.SendAsync(Hello(first.SessionId, first.ReplyId, "Two?"));
        var speech = await node.Model.NextCallAsync();
        Assert.Equal(["system: Be kind.", "user: One?", "assistant: One.", "user: Two?"], speech.Prompt.Select(m => $"{m.Role}: {m.Text}"));
        speech.Say("Two.").End();
        await node.WatchAsync(second.ReplyId);

        await node.SendAsync(Hello(first.SessionId, first.ReplyId, "Three?"));
        var edited = await node.Model.NextCallAsync();
        Assert.Equal(["system: Be kind.", "user: One?", "assistant: One.", "user: Three?"], edited.Prompt.Select(m => $"{m.Role}: {m.Text}"));
        edited.End();
    }

    [Fact]
    public async Task A_regenerated_reply_is_a_sibling_with_a_seed_of_its_own()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "First");
        speech.End();
        await node.WatchAsync(reply.ReplyId);
        var again = Assert.IsType<StartOutcome.Accepted>(await node.Turns.RegenerateAsync(Again(reply), Token)).Reply;
        var second = await node.Model.NextCallAsync();
        Assert.NotEqual(speech.Options!.Seed, second.Options!.Seed);
        second.Say("Second").End();
        Assert.Equal("Second", (await node.WatchAsync(again.ReplyId)).Text);
        Assert.Equal(reply.UserMessageId, again.UserMessageId);
    }

    [Fact]
    public async Task Nothing_is_stored_for_a_model_that_cannot_answer_or_a_message_that_is_too_long()
    {
        var node = await StartNodeAsync(("Chat:MaxMessageLength", "100"));
        Assert.IsType<StartOutcome.Invalid>(await node.Turns.SendAsync(Hello() with { ModelName = "nobody" }, Token));
        Assert.IsType<StartOutcome.Invalid>(await node.Turns.SendAsync(Hello(text: new string('x', 101)), Token));
        node.TurnModel = node.TurnModel with { Problem = "its file is missing." };
        var refused = Assert.IsType<StartOutcome.Invalid>(await node.Turns.SendAsync(Hello(), Token));
        Assert.Contains("its file is missing", refused.Sentence, StringComparison.Ordinal);
        Assert.Equal(0, node.Model.Calls);
    }

    [Fact]
    public async Task A_model_that_cannot_go_on_from_a_text_is_not_asked_to()
    {
        var node = await StartNodeAsync();
        node.TurnModel = node.TurnModel with { CanPrefill = false };
        var (reply, _) = await SpeakingAsync(node);
        Assert.False((await node.Turns.StopAsync(reply.ReplyId, Person, 4, Token))!.CanContinue);
        Assert.IsType<StartOutcome.Invalid>(await node.Turns.ContinueAsync(Again(reply, reply.ReplyId), Token));
        Assert.IsType<StartOutcome.Accepted>(await node.Turns.RegenerateAsync(Again(reply), Token));
    }
}

public sealed class SqliteSendingTests(SqliteTestDatabase database) : SendingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresSendingTests(PostgresTestDatabase database) : SendingTests(database), IClassFixture<PostgresTestDatabase>;
