using CollabLLM.Core.Conversations;
using CollabLLM.Data.Documents;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class SendingTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task Sending_stores_the_message_and_a_running_reply_in_one_go()
    {
        var request = Hello(_person, text: "Plan a toast\nfor my sister");
        var reply = await AcceptAsync(request);

        Assert.Equal((request.SessionId, request.MessageId, request.ReplyId), (reply.SessionId, reply.UserMessageId, reply.ReplyId));
        var view = await LoadAsync(request.SessionId, _person);
        Assert.Equal("Plan a toast", view.Title);
        Assert.Equal(["Plan a toast\nfor my sister", ""], view.Path.Select(m => m.Text));
        Assert.Null(view.Path[1].Reply!.Outcome);
        Assert.Equal(request.ReplyId, view.RunningReplyId);
    }

    [Fact]
    public async Task The_same_request_again_is_the_same_message()
    {
        var request = Hello(_person);
        await AcceptAsync(request);
        var again = Assert.IsType<StartOutcome.AlreadyAccepted>(await Log.SendAsync(request, Token));
        Assert.Null(again.Reply.Outcome);

        await AnswerAsync(request.ReplyId, "Hi", " there");
        again = Assert.IsType<StartOutcome.AlreadyAccepted>(await Log.SendAsync(request, Token));
        Assert.Equal((ReplyOutcome.Completed, 2), (again.Reply.Outcome, again.Reply.LastSeq));
        Assert.Equal(2, (await LoadAsync(request.SessionId, _person)).Tree.Nodes.Count);
    }

    [Fact]
    public async Task An_id_used_for_another_text_is_refused()
    {
        var request = Hello(_person);
        await AcceptAsync(request);
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(request with { Text = "Other" }, Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person) with { MessageId = request.MessageId }, Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person) with { ReplyId = request.MessageId }, Token));
    }

    [Fact]
    public async Task A_second_message_waits_for_the_running_reply()
    {
        var first = await AcceptAsync(Hello(_person));
        var second = Hello(_person, first.SessionId, first.ReplyId);
        Assert.Equal(new StartOutcome.Busy(first.ReplyId), await Log.SendAsync(second, Token));

        await AnswerAsync(first.ReplyId, "Hi");
        await AcceptAsync(second);
    }

    [Fact]
    public async Task Another_person_does_not_find_the_session()
    {
        var first = await ChatAsync(_person);
        var stranger = Guid.CreateVersion7();
        Assert.IsType<StartOutcome.NotFound>(await Log.SendAsync(Hello(stranger, first.SessionId, first.ReplyId), Token));
        Assert.IsType<StartOutcome.NotFound>(await Log.StartReplyAsync(Again(first) with { PersonId = stranger }, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Log.RenameAsync(stranger, first.SessionId, "Mine", Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Log.DeleteAsync(stranger, first.SessionId, Token));
        await using var db = Database.Open();
        Assert.Null(await db.LoadAsync(first.SessionId, stranger, Token));
        Assert.False(await db.OwnsReplyAsync(stranger, first.ReplyId, Token));
        Assert.True(await db.OwnsReplyAsync(_person, first.ReplyId, Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public async Task An_empty_message_is_refused_without_a_trace(string text)
    {
        var request = Hello(_person, text: text);
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(request, Token));
        await using var db = Database.Open();
        Assert.False(await db.Sessions.AnyAsync(s => s.Id == request.SessionId, Token));
    }

    [Fact]
    public async Task A_message_answers_a_reply_of_its_own_chat()
    {
        var elsewhere = await ChatAsync(_person);
        var here = await ChatAsync(_person);
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person, here.SessionId, elsewhere.ReplyId), Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person, here.SessionId, here.UserMessageId), Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person, parent: here.ReplyId), Token));
    }

    [Fact]
    public async Task An_edit_is_a_sibling_and_the_first_version_stays()
    {
        var first = await ChatAsync(_person, "Draft one", "A");
        var edit = await AcceptAsync(Hello(_person, first.SessionId, text: "Draft two"));
        await AnswerAsync(edit.ReplyId, "B");

        var view = await LoadAsync(first.SessionId, _person);
        Assert.Equal(["Draft two", "B"], view.Path.Select(m => m.Text));
        Assert.Equal([first.UserMessageId, edit.UserMessageId], view.Tree.Siblings(edit.UserMessageId));

        Assert.IsType<ChangeOutcome.Done>(await Log.SelectPathAsync(_person, first.SessionId, first.UserMessageId, Token));
        view = await LoadAsync(first.SessionId, _person);
        Assert.Equal(["Draft one", "A"], view.Path.Select(m => m.Text));
    }

    [Fact]
    public async Task A_reply_made_anew_is_a_sibling()
    {
        var first = await ChatAsync(_person, answer: "A");
        var request = Again(first);
        var again = Assert.IsType<StartOutcome.Accepted>(await Log.StartReplyAsync(request, Token)).Reply;
        Assert.IsType<StartOutcome.AlreadyAccepted>(await Log.StartReplyAsync(request, Token));
        Assert.Equal(("", 0), (again.KeptText, again.LastSeq));
        await AnswerAsync(again.ReplyId, "B");
        var view = await LoadAsync(first.SessionId, _person);
        Assert.Equal(["Hello", "B"], view.Path.Select(m => m.Text));
        Assert.Equal([first.ReplyId, again.ReplyId], view.Tree.Siblings(again.ReplyId));
    }

    [Fact]
    public async Task A_continuation_starts_from_the_kept_text()
    {
        var first = await AcceptAsync(Hello(_person) with { SystemPrompt = "Be brief." });
        await Log.AppendEventsAsync([new ReplyDelta(first.ReplyId, 1, "One two")], Token);
        await Log.EndReplyAsync(new ReplyEnding(first.ReplyId, ReplyOutcome.Interrupted), Token);

        var more = Assert.IsType<StartOutcome.Accepted>(
            await Log.StartReplyAsync(Again(first) with { ContinuesId = first.ReplyId }, Token)).Reply;
        Assert.Equal(("One two", 1), (more.KeptText, more.LastSeq));
        await using (var db = Database.Open())
        {
            var prompt = Assert.IsType<PromptSource>(await db.PromptSourceAsync(more.ReplyId, Token));
            Assert.Equal("Be brief.", prompt.SystemPrompt);
            Assert.Equal([(MessageRole.User, "Hello"), (MessageRole.Assistant, "One two")], prompt.Path.Select(m => (m.Role, m.Text)));
        }
        await AnswerFromAsync(more.ReplyId, 2, " three");
        var view = await LoadAsync(first.SessionId, _person);
        Assert.Equal("One two three", view.Path[^1].Text);
        Assert.Equal(first.ReplyId, view.Path[^1].Reply!.ContinuesId);
    }

    [Fact]
    public async Task Sixteen_senders_at_once_leave_one_reply_running_and_no_gap()
    {
        var first = await ChatAsync(_person);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Task.Run(
                () => Log.SendAsync(Hello(_person, first.SessionId, first.ReplyId, $"Message {i}"), Token), Token)));
        Assert.Single(outcomes.OfType<StartOutcome.Accepted>());
        Assert.Equal(15, outcomes.OfType<StartOutcome.Busy>().Count());
        var view = await LoadAsync(first.SessionId, _person);
        Assert.Equal(Enumerable.Range(1, 4), view.Tree.Nodes.Select(n => n.Ordinal));
    }

    [Fact]
    public async Task Sixteen_times_the_same_first_message_is_one_message()
    {
        var request = Hello(_person);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Log.SendAsync(request, Token), Token)));
        Assert.Single(outcomes.OfType<StartOutcome.Accepted>());
        Assert.Equal(15, outcomes.OfType<StartOutcome.AlreadyAccepted>().Count());
    }

    [Fact]
    public async Task Sixteen_sessions_of_a_new_person_at_once_all_come_in()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Log.SendAsync(Hello(_person), Token), Token)));
        Assert.All(outcomes, o => Assert.IsType<StartOutcome.Accepted>(o));
    }

    // Built here: an attribute keeps its strings as UTF-8, which has no form for half a pair.
    public static TheoryData<string, string> UnsafeTexts => new()
    {
        { "a\0b", "a\uFFFDb" },
        { "lone \uD83D end", "lone \uFFFD end" },
        { "\uDE00 first", "\uFFFD first" },
        { "whole \uD83D\uDE00 \u200F\u202Eשלום 東京 e\u0301", "whole \uD83D\uDE00 \u200F\u202Eשלום 東京 e\u0301" },
    };

    [Theory]
    [MemberData(nameof(UnsafeTexts))]
    public async Task Text_is_made_safe_before_it_is_stored(string sent, string stored)
    {
        var request = Hello(_person, text: sent);
        await AcceptAsync(request);
        Assert.IsType<StartOutcome.AlreadyAccepted>(await Log.SendAsync(request, Token));
        await AnswerAsync(request.ReplyId, sent);
        var view = await LoadAsync(request.SessionId, _person);
        Assert.Equal([stored, stored], view.Path.Select(m => m.Text));
    }

    [Theory]
    [MemberData(nameof(UnsafeTexts))]
    public async Task What_stands_around_a_message_is_made_safe_too(string sent, string stored)
    {
        var request = Hello(_person) with { SystemPrompt = sent, Fingerprint = sent, Settings = new GenerationSettings { StopStrings = [sent] } };
        await AcceptAsync(request);
        Assert.Equal(stored, (await LoadAsync(request.SessionId, _person)).Path[1].Reply!.Fingerprint);
        await Log.EndReplyAsync(new ReplyEnding(request.ReplyId, ReplyOutcome.Failed) { Fingerprint = $"{sent}!", Cause = sent }, Token);
        Assert.IsType<DocumentOutcome.Saved>(await Log.SaveDocumentVersionAsync(
            new DocumentVersionRequest
            {
                Id = Guid.CreateVersion7(),
                PersonId = _person,
                SessionId = request.SessionId,
                Title = sent,
                Text = sent,
                Author = DocumentAuthor.Person,
            },
            Token));

        var view = await LoadAsync(request.SessionId, _person);
        var reply = view.Path[1].Reply!;
        Assert.Equal((stored, $"{stored}!", stored), (view.SystemPrompt, reply.Fingerprint, reply.Cause));
        await using var db = Database.Open();
        var document = Assert.Single(await db.DocumentVersionsAsync(request.SessionId, _person, Token));
        Assert.Equal((stored, stored), (document.Title, document.Text));
    }

    [Fact]
    public async Task A_model_name_that_cannot_be_stored_and_a_prompt_without_end_are_refused()
    {
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person) with { ModelName = "small\0" }, Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person) with { ModelName = new string('m', 201) }, Token));
        Assert.IsType<StartOutcome.Invalid>(await Log.SendAsync(Hello(_person) with { SystemPrompt = new string('p', SessionLimits.MessageLength + 1) }, Token));
    }

    [Fact]
    public async Task Two_hundred_kilobytes_come_back_byte_for_byte()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Zeile {i} 😀 ü\r\n"));
        Assert.True(text.Length > 200_000);
        var request = Hello(_person, text: text);
        await AcceptAsync(request);
        await AnswerAsync(request.ReplyId, text);
        var view = await LoadAsync(request.SessionId, _person);
        Assert.Equal([text, text], view.Path.Select(m => m.Text));
    }

    private StartReplyRequest Again(StartedReply first) => new()
    {
        PersonId = _person,
        SessionId = first.SessionId,
        UserMessageId = first.UserMessageId,
        ReplyId = Guid.CreateVersion7(),
        ModelName = "small",
        Producer = "tests",
    };
}

public sealed class SqliteSendingTests(SqliteTestDatabase database) : SendingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresSendingTests(PostgresTestDatabase database) : SendingTests(database), IClassFixture<PostgresTestDatabase>;
