using CollabLLM.Core.Conversations;
using CollabLLM.Core.Documents;
using CollabLLM.Core.Questions;
using CollabLLM.Models.Scripted;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Scripted;

/// <summary>The play that ships with the repository, followed the way a person would.</summary>
public sealed class DemoScriptTests
{
    private const string Starter = "Help me write a difficult letter, kindly. ";
    private readonly List<ChatMessage> _chat = [];

    [Fact]
    public async Task Asks_takes_the_answers_writes_a_document_and_revises_it()
    {
        var card = Card(await SayAsync(Starter));
        Assert.Equal(3, card.Questions.Count);
        Assert.All(card.Questions, q => Assert.True(q.Options.Count >= 2));
        Assert.NotNull(card.Skip);

        var reply = await SayAsync(AnswerText.Compose(card, ["my aunt Rosa", "no to an invitation", "warm"]));
        Assert.Contains("my aunt Rosa", reply, StringComparison.Ordinal);
        var first = Document(reply);
        var shorter = Document(await SayAsync("Make it shorter, please."));
        Assert.Equal(first.Title, shorter.Title);
        Assert.True(shorter.Text.Length < first.Text.Length);
        var warmer = Document(await SayAsync("And warmer?"));
        Assert.Equal(first.Title, warmer.Title);
        Assert.NotEqual(first.Text, warmer.Text);
    }

    [Fact]
    public async Task Every_way_to_answer_its_cards_leads_to_a_document()
    {
        foreach (var opening in new[] { Starter, "Plan a week of lessons on rivers" })
        {
            _chat.Clear();
            var card = Card(await SayAsync(opening));
            string?[] chosen = [.. card.Questions.Select(q => q.Options[^1])];
            string?[] own = [.. card.Questions.Select(q => "something else")];
            string?[] some = [null, .. chosen.Skip(1)];
            string?[] none = [.. card.Questions.Select(q => (string?)null)];
            foreach (var answers in new[] { chosen, own, some, none })
            {
                Document(await SayAsync(AnswerText.Compose(card, answers)));
                _chat.RemoveRange(_chat.Count - 2, 2);
            }
        }
    }

    [Fact]
    public async Task Who_is_not_sure_is_asked_and_each_answer_leads_on()
    {
        var card = Card(await SayAsync("I am not sure yet what I need. Ask me."));
        foreach (var option in Assert.Single(card.Questions).Options.Append(null))
        {
            Assert.DoesNotContain("not in my script", await SayAsync(AnswerText.Compose(card, [option])), StringComparison.Ordinal);
            _chat.RemoveRange(_chat.Count - 2, 2);
        }
    }

    [Theory]
    [InlineData("Hello!", "not a model")]
    [InlineData("Which model are you?", "I am not a model")]
    [InlineData("Why is the sky blue?", "I am a recorded play, not a model")]
    public async Task It_never_pretends_to_be_a_model(string said, string words) =>
        Assert.Contains(words, await SayAsync(said), StringComparison.Ordinal);

    [Theory]
    [InlineData("How do I connect a real model?")]
    [InlineData("Explain entropy.")]
    public async Task What_it_does_not_know_ends_with_how_to_get_a_model(string said)
    {
        var reply = await SayAsync(said);
        Assert.Contains("collab models pull smollm2-135m-instruct", reply, StringComparison.Ordinal);
        Assert.Contains("Models__Catalogue__smollm2__Path=", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_reply_shows_a_placeholder_or_half_a_tag()
    {
        var script = ScriptedHost.Parse(Path.GetFileName(DemoFile), await File.ReadAllBytesAsync(DemoFile, TestContext.Current.CancellationToken));
        foreach (var rule in script.Rules)
        {
            foreach (var reply in rule.Replies)
            {
                Assert.All(ReplyText.Split(reply, finished: true).OfType<ProsePart>(), p => Assert.DoesNotMatch("</?(ask|document)", p.Text));
                foreach (System.Text.RegularExpressions.Match name in System.Text.RegularExpressions.Regex.Matches(reply, @"\{(\w+)\}"))
                {
                    Assert.Contains($"(?<{name.Groups[1].Value}>", rule.Matches, StringComparison.Ordinal);
                }
            }
        }
    }

    private static string DemoFile { get; } = Find("models/demo-script.json");

    /// <summary>In the nearest ancestor of the tests that has it.</summary>
    private static string Find(string file)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, file))) return Path.Combine(at.FullName, file);
        }
        throw new InvalidOperationException($"There is no {file} above the tests.");
    }

    private async Task<string> SayAsync(string text)
    {
        var host = await ScriptedHost.LoadAsync(DemoFile, new HurriedTime(), TestContext.Current.CancellationToken);
        _chat.Add(new ChatMessage(ChatRole.User, text));
        var reply = (await host.Client.GetResponseAsync(_chat, null, TestContext.Current.CancellationToken)).Text;
        _chat.Add(new ChatMessage(ChatRole.Assistant, reply));
        return reply;
    }

    private static QuestionBlock Card(string reply) => Assert.Single(ReplyText.Split(reply, finished: true).OfType<QuestionsPart>()).Block;

    private static DocumentPart Document(string reply) => Assert.Single(DocumentParser.Find(reply));
}
