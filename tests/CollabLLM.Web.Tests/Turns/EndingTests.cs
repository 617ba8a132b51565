using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;
using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Tests.Turns;

public abstract class EndingTests(TestDatabase database) : TurnTests(database)
{
    [Fact]
    public async Task A_reply_that_comes_to_its_end_is_completed_with_everything_that_is_known_of_it()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello(text: "What is a tree?", settings: new GenerationSettings { Temperature = 0.5, TopK = 40, MinP = 0.1 }));
        var speech = await node.Model.NextCallAsync();
        speech.Say("A graph ").Say("without cycles.").End();
        var (text, end, _) = await node.WatchAsync(reply.ReplyId);

        Assert.Equal((ReplyOutcome.Completed, "A graph without cycles.", null, false), (end.Outcome, end.FinalText, end.Cause, end.CanContinue));
        Assert.Equal(end.FinalText, text);
        var stored = (await AssertStoredAsync(node, reply, end)).Reply!;
        Assert.Equal(new TokenUsage(7, 3, 2), stored.Usage);
        Assert.Equal("print-1", stored.Fingerprint);
        Assert.Equal((0.5, 40, 0.1), (stored.Settings!.Temperature, stored.Settings.TopK, stored.Settings.MinP));
        Assert.True(stored.Timings.Queued <= stored.Timings.FirstToken && stored.Timings.FirstToken <= stored.Timings.Total, $"{stored.Timings}");
        Assert.Equal("What is a tree?", speech.Prompt.Single().Text);
        Assert.Equal((0.5f, 40), (speech.Options!.Temperature, speech.Options.TopK));
        Assert.Equal((0.1, Person.ToString()), (speech.Options.AdditionalProperties!["min_p"], speech.Options.AdditionalProperties["collab.person"]));
        Assert.NotNull(stored.Seed);
        Assert.Equal(stored.Seed, speech.Options.Seed);
    }

    [Theory]
    [InlineData(null, 0.2)]
    [InlineData(0.9, 0.9)]
    public async Task The_temperature_of_the_settings_is_used_and_kept_unless_a_message_brings_its_own(double? asked, double used)
    {
        var node = await StartNodeAsync(("Chat:Temperature", "0.2"));
        var reply = await node.SendAsync(Hello(settings: new GenerationSettings { Temperature = asked }));
        var speech = await node.Model.NextCallAsync();
        speech.Say("Yes.").End();
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((float)used, speech.Options!.Temperature);
        Assert.Equal(used, (await AssertStoredAsync(node, reply, end)).Reply!.Settings!.Temperature);
    }

    [Fact]
    public async Task A_stopped_reply_keeps_exactly_what_the_person_had_seen()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "One two three four");
        var end = await node.Turns.StopAsync(reply.ReplyId, Person, "One two".Length, Token);
        Assert.Equal((ReplyOutcome.Stopped, "One two", true), (end!.Outcome, end.FinalText, end.CanContinue));
        Assert.True(speech.Token.IsCancellationRequested);
        await AssertStoredAsync(node, reply, end);
    }

    [Fact]
    public async Task A_silent_model_is_a_timeout_with_the_text_kept_and_the_error_not_in_it()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "Until here");
        speech.Fail(new TimeoutException("secret inside"));
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.TimedOut, "Until here", true), (end.Outcome, end.FinalText, end.CanContinue));
        Assert.DoesNotContain("secret", end.Cause, StringComparison.Ordinal);
        await AssertStoredAsync(node, reply, end);
    }

    [Theory]
    [InlineData(ModelFailure.TimedOut, ReplyOutcome.TimedOut)]
    [InlineData(ModelFailure.Busy, ReplyOutcome.Failed)]
    [InlineData(ModelFailure.Unavailable, ReplyOutcome.Failed)]
    public async Task What_the_pipeline_says_of_a_failure_is_told_as_the_cause(ModelFailure failure, ReplyOutcome outcome)
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        (await node.Model.NextCallAsync()).Fail(new ModelException(failure, "A sentence for everybody."));
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((outcome, "A sentence for everybody."), (end.Outcome, end.Cause));
    }

    [Fact]
    public async Task A_failing_model_is_a_failure_with_a_sentence_that_says_nothing_of_the_inside()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        (await node.Model.NextCallAsync()).Fail(new InvalidOperationException("at Secret.Method()"));
        var (text, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Failed, "", ""), (end.Outcome, end.FinalText, text));
        Assert.Equal("The model failed while it was writing.", end.Cause);
        await AssertStoredAsync(node, reply, end);
    }

    [Fact]
    public async Task A_server_that_goes_down_interrupts_its_replies_and_keeps_all_their_text()
    {
        // A tick so long that the last words can only be stored by the shutdown itself.
        var node = await StartNodeAsync(("Chat:Tick", "00:00:00.2"));
        var (reply, speech) = await SpeakingAsync(node, "Kept. ");
        speech.Say("Also kept.");
        await WaitUntilTakenAsync(speech);
        await node.StopAsync();
        var (text, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Interrupted, "Kept. Also kept.", true), (end.Outcome, end.FinalText, end.CanContinue));
        Assert.Equal(end.FinalText, text);
        await AssertStoredAsync(node, reply, end);
        Assert.IsType<StartOutcome.Invalid>(await node.Turns.SendAsync(Hello(), Token));
    }

    [Fact]
    public async Task A_deaf_model_does_not_hold_up_the_stop_nor_the_shutdown()
    {
        var node = await StartNodeAsync();
        node.Model.Deaf = true;
        var (reply, speech) = await SpeakingAsync(node);
        var (other, otherSpeech) = await SpeakingAsync(node);
        Assert.Equal(ReplyOutcome.Stopped, (await node.Turns.StopAsync(reply.ReplyId, Person, 4, Token))!.Outcome);
        speech.Say("never seen");
        await node.StopAsync();
        Assert.Equal(ReplyOutcome.Interrupted, (await node.WatchAsync(other.ReplyId)).End.Outcome);
        Assert.Equal("Some", (await node.ReadAsync(reply.SessionId, Person, reply.ReplyId)).Text);
        speech.End();
        otherSpeech.End();
    }

    [Fact]
    public async Task A_reply_cut_by_its_length_says_so_and_can_be_continued()
    {
        var node = await StartNodeAsync();
        var (reply, speech) = await SpeakingAsync(node, "The first half");
        speech.End(ChatFinishReason.Length);
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal((ReplyOutcome.Completed, true), (end.Outcome, end.CanContinue));
        Assert.NotNull(end.Cause);

        var more = Assert.IsType<StartOutcome.Accepted>(await node.Turns.ContinueAsync(Again(reply, reply.ReplyId), Token)).Reply;
        var second = await node.Model.NextCallAsync();
        Assert.Equal((ChatRole.Assistant, "The first half"), (second.Prompt[^1].Role, second.Prompt[^1].Text));
        second.Say(" and the second.").End();
        var (text, whole, numbers) = await node.WatchAsync(more.ReplyId);
        Assert.Equal("The first half and the second.", text);
        Assert.Equal([1, 2], numbers);
        await AssertStoredAsync(node, more, whole);
        Assert.Equal("The first half", (await node.Log.ReadEventsAsync(reply.ReplyId, 0, Token))!.Ending!.Text);
    }

    [Fact]
    public async Task A_message_longer_than_the_context_is_refused_by_name_instead_of_cut()
    {
        var node = await StartNodeAsync();
        node.TurnModel = node.TurnModel with { ContextTokens = 100 };
        var reply = await node.SendAsync(Hello(text: new string('x', 1000)));
        var (_, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal(ReplyOutcome.Failed, end.Outcome);
        Assert.Contains("longer than the model can read", end.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Halves_of_characters_and_nul_never_reach_the_log_or_a_viewer()
    {
        var node = await StartNodeAsync();
        var reply = await node.SendAsync(Hello());
        (await node.Model.NextCallAsync()).Say("a\0b \uD83D").Say("\uDE00 c\uDE00").Say("\uD83D").End();
        var (text, end, _) = await node.WatchAsync(reply.ReplyId);
        Assert.Equal("a\uFFFDb 😀 c\uFFFD\uFFFD", text);
        await AssertStoredAsync(node, reply, end);
    }

    private static async Task WaitUntilTakenAsync(Speech speech)
    {
        while (speech.Updates.TryPeek(out _)) await Task.Delay(5, Token);
        await Task.Delay(20, Token);
    }
}

public sealed class SqliteEndingTests(SqliteTestDatabase database) : EndingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresEndingTests(PostgresTestDatabase database) : EndingTests(database), IClassFixture<PostgresTestDatabase>;
