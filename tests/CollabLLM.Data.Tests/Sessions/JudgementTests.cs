using System.Text.Json;
using CollabLLM.Data.Sessions;
using CollabLLM.Testing.Databases;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Tests.Sessions;

public abstract class JudgementTests(TestDatabase database) : DataTests(database)
{
    private readonly Guid _person = Guid.CreateVersion7();

    [Fact]
    public async Task Feedback_keeps_what_it_was_about_even_when_the_chat_goes_on()
    {
        var chat = await ChatAsync(_person, "Hello", "Hi.");
        await Log.GiveFeedbackAsync(Good(chat) with { Reasons = ["clear", " clear", ""], Comment = " fine\0 " }, Token);
        await AnswerAsync((await AcceptAsync(Hello(_person, chat.SessionId, null, "Edited"))).ReplyId, "Other");

        await using var db = Database.Open();
        var row = await db.Feedback.SingleAsync(f => f.MessageId == chat.ReplyId, Token);
        Assert.Equal(["clear"], row.Reasons);
        Assert.Equal("fine\uFFFD", row.Comment);
        using var snapshot = JsonDocument.Parse(row.Snapshot);
        Assert.Equal(
            ["Hello", "Hi."], snapshot.RootElement.GetProperty("path").EnumerateArray().Select(m => m.GetProperty("text").GetString()));
        Assert.Equal("small", snapshot.RootElement.GetProperty("modelName").GetString());
        Assert.Equal("Completed", snapshot.RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task The_newest_word_holds_and_all_are_kept()
    {
        var chat = await ChatAsync(_person);
        await Log.GiveFeedbackAsync(Good(chat), Token);
        await Log.GiveFeedbackAsync(Good(chat), Token);
        Assert.Equal(FeedbackRating.Good, (await LoadAsync(chat.SessionId, _person)).Path[1].Feedback!.Rating);
        await Log.GiveFeedbackAsync(Good(chat) with { Rating = FeedbackRating.Bad, Comment = "no" }, Token);
        Assert.Equal("no", (await LoadAsync(chat.SessionId, _person)).Path[1].Feedback!.Comment);
        await Log.GiveFeedbackAsync(Good(chat) with { Rating = FeedbackRating.None }, Token);
        Assert.Null((await LoadAsync(chat.SessionId, _person)).Path[1].Feedback);
        await using var db = Database.Open();
        Assert.Equal(3, await db.Feedback.CountAsync(f => f.MessageId == chat.ReplyId, Token));
    }

    [Fact]
    public async Task Only_an_ended_reply_of_ones_own_can_be_judged()
    {
        var running = await AcceptAsync(Hello(_person));
        Assert.IsType<ChangeOutcome.Invalid>(await Log.GiveFeedbackAsync(Good(running), Token));
        var chat = await ChatAsync(_person);
        Assert.IsType<ChangeOutcome.NotFound>(await Log.GiveFeedbackAsync(Good(chat) with { PersonId = Guid.CreateVersion7() }, Token));
        Assert.IsType<ChangeOutcome.NotFound>(await Log.GiveFeedbackAsync(Good(chat) with { MessageId = chat.UserMessageId }, Token));
    }

    [Fact]
    public async Task Silence_is_no_consent_and_the_chat_outweighs_the_person()
    {
        var chat = await ChatAsync(_person);
        await using var db = Database.Open();
        Assert.Equal(new ConsentView(null, null, false), await db.ConsentAsync(_person, chat.SessionId, Token));
        await Log.SetConsentAsync(_person, null, true, "1", Token);
        Assert.Equal(new ConsentView(true, null, true), await db.ConsentAsync(_person, chat.SessionId, Token));
        await Log.SetConsentAsync(_person, chat.SessionId, false, "1", Token);
        Assert.Equal(new ConsentView(true, false, false), await db.ConsentAsync(_person, chat.SessionId, Token));
        await Log.SetConsentAsync(_person, null, false, "1", Token);
        await Log.SetConsentAsync(_person, chat.SessionId, true, "1", Token);
        await Log.SetConsentAsync(_person, chat.SessionId, true, "1", Token);
        Assert.Equal(new ConsentView(false, true, true), await db.ConsentAsync(_person, chat.SessionId, Token));
        Assert.Equal(4, await db.Consents.CountAsync(c => c.PersonId == _person, Token));
    }

    [Fact]
    public async Task A_new_person_can_consent_before_the_first_chat_and_a_temporary_one_never_counts()
    {
        Assert.IsType<ChangeOutcome.Done>(await Log.SetConsentAsync(_person, null, true, "1", Token));
        var chat = await AcceptAsync(Hello(_person) with { Temporary = true });
        await using var db = Database.Open();
        Assert.False((await db.ConsentAsync(_person, chat.SessionId, Token)).Effective);
        Assert.IsType<ChangeOutcome.NotFound>(await Log.SetConsentAsync(Guid.CreateVersion7(), chat.SessionId, true, "1", Token));
    }

    [Fact]
    public async Task Consent_is_dated_given_and_withdrawn_and_both_dates_remain()
    {
        var chat = await ChatAsync(_person);
        var given = Database.Time.GetUtcNow().UtcDateTime;
        await Log.SetConsentAsync(_person, chat.SessionId, true, "2026-\0a", Token);
        Database.Time.Advance(TimeSpan.FromDays(3));
        await Log.SetConsentAsync(_person, chat.SessionId, false, "2026-b", Token);
        await using var db = Database.Open();
        var rows = await db.Consents.Where(c => c.PersonId == _person).OrderBy(c => c.Number).ToListAsync(Token);
        Assert.Equal(
            [(true, "2026-\uFFFDa", given), (false, "2026-b", given.AddDays(3))], rows.Select(c => (c.Granted, c.TextVersion, c.CreatedAt)));
        Assert.False((await db.ConsentAsync(_person, chat.SessionId, Token)).Effective);
    }

    [Fact]
    public async Task What_is_no_judgement_is_refused_with_a_sentence()
    {
        var chat = await ChatAsync(_person);
        Assert.IsType<ChangeOutcome.Invalid>(await Log.SetConsentAsync(_person, null, true, new string('x', 201), Token));
        Assert.IsType<ChangeOutcome.Invalid>(await Log.SetConsentAsync(_person, chat.SessionId, true, " ", Token));
        Assert.IsType<ChangeOutcome.Invalid>(await Log.GiveFeedbackAsync(Good(chat) with { Rating = (FeedbackRating)7 }, Token));
        Assert.IsType<ChangeOutcome.Invalid>(await Log.GiveFeedbackAsync(Good(chat) with { Reasons = [new string('x', 201)] }, Token));
        Assert.IsType<ChangeOutcome.Invalid>(
            await Log.GiveFeedbackAsync(Good(chat) with { Reasons = [.. Enumerable.Range(0, 21).Select(i => $"{i}")] }, Token));
        Assert.IsType<ChangeOutcome.Invalid>(await Log.GiveFeedbackAsync(Good(chat) with { Comment = new string('x', 10_001) }, Token));
        Assert.Null((await LoadAsync(chat.SessionId, _person)).Path[1].Feedback);
    }

    private FeedbackRequest Good(StartedReply chat) => new()
    {
        PersonId = _person,
        SessionId = chat.SessionId,
        MessageId = chat.ReplyId,
        Rating = FeedbackRating.Good,
    };
}

public sealed class SqliteJudgementTests(SqliteTestDatabase database) : JudgementTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresJudgementTests(PostgresTestDatabase database) : JudgementTests(database), IClassFixture<PostgresTestDatabase>;
