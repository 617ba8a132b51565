using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Simulation.Intents;
using static CollabLLM.Core.Tests.Simulation.Stage;

namespace CollabLLM.Core.Tests.Simulation;

public sealed class HiddenIntentTests
{
    private static readonly Goal Letter = new("letter", "A letter to the council that asks for a footbridge.", "")
    {
        Metadata = JsonNode.Parse("""
            {"opening": "I want to write a letter.", "intents": [
              {"id": "meeting", "value": "It should propose a meeting on 3 May", "parent": "purpose"},
              {"id": "purpose", "text": "It asks the council for a footbridge over the mill stream", "aliases": ["what is it about", "topic"], "hint": "the stream"},
              {"id": "tone", "text": "Polite but firm", "keywords": ["tone", "style"]},
              {"id": "length", "text": "Half a page, not more", "hint": "how long it is"}
            ]}
            """)!.AsObject(),
    };

    [Fact]
    public async Task The_user_opens_with_nothing_but_the_opening()
    {
        var reply = await SayAsync(Letter);
        Assert.Equal("I want to write a letter.", reply.Text);
        Assert.Equal(["purpose", "tone", "length", "meeting"], reply.Note!["states"]!.AsObject().Select(s => s.Key));
        Assert.All(reply.Note["states"]!.AsObject(), s => Assert.Equal("undiscovered", (string?)s.Value));
    }

    [Fact]
    public async Task A_direct_question_discovers_what_it_asks_for_and_nothing_else_is_said()
    {
        var reply = await SayAsync(Letter, "Sure! What tone do you have in mind?");
        Assert.Equal("Polite but firm.", reply.Text);
        Assert.Equal("""[{"intent":"tone","from":"undiscovered","to":"discovered"}]""", reply.Note!["changes"]!.ToJsonString());
    }

    [Fact]
    public async Task What_was_told_is_told_again_when_it_is_asked_again() =>
        Assert.Equal("Polite but firm.", (await SayAsync(Letter, "What tone?", "Sorry, which style was it?")).Text);

    [Fact]
    public async Task A_child_cannot_be_discovered_before_its_parent_nor_with_it()
    {
        const string meeting = "Should the letter propose a meeting?";
        Assert.Equal("I have no preference there, you decide.", (await SayAsync(Letter, meeting)).Text);
        Assert.Equal("It asks the council for a footbridge over the mill stream.", (await SayAsync(Letter, $"What is the topic? {meeting}")).Text);
        Assert.Equal("It should propose a meeting on 3 May.", (await SayAsync(Letter, "What is the topic?", meeting)).Text);
    }

    [Fact]
    public async Task A_question_card_is_answered_line_by_line_with_what_has_no_answer_skipped()
    {
        var reply = await SayAsync(Letter, "<ask>\nHow formal? | Casual | Polite but firm\nWhich font? | Serif | Sans\nskip: a friendly letter\n</ask>");
        Assert.Equal("How formal? – Polite but firm.\nWhich font? – skipped\nWhere I skipped, assume: a friendly letter", reply.Text);
    }

    [Fact]
    public async Task A_list_below_a_question_is_its_options() =>
        Assert.Equal("Polite but firm.", (await SayAsync(Letter, "How should it sound?\n- Funny\n- Firm\n- Sad")).Text);

    [Fact]
    public async Task What_is_touched_again_and_again_emerges_is_hinted_at_and_then_known_when_asked_for()
    {
        // Half of the words of "Half a page, not more", said in passing.
        const string passing = "A page can hold much.";
        var heard = new List<string>();
        UserReply reply;
        do
        {
            heard.Add(passing);
            Assert.InRange(heard.Count, 1, 6);
            reply = await SayAsync(Letter, patience: 99, [.. heard]);
        }
        while (State(reply, "length") == "undiscovered");
        Assert.Equal("emerging", State(reply, "length"));
        Assert.Equal("That is not quite it yet. Something about how long it is matters to me, but I cannot say what yet.", reply.Text);
        heard.Add("Should it be a single sheet, a single page, or a whole booklet with a cover and an index?");
        reply = await SayAsync(Letter, patience: 99, [.. heard]);
        Assert.Equal("discovered", State(reply, "length"));
        Assert.Equal("Half a page, not more.", reply.Text);
    }

    [Fact]
    public async Task Thresholds_come_from_the_seed_and_hold_for_every_conversation_about_a_goal()
    {
        static async Task<int> UntilAsync(long seed)
        {
            for (var n = 1; ; n++)
            {
                var turn = Turn(Letter, [.. Enumerable.Repeat("Anything else I should know?", n)]) with { Seed = seed };
                var reply = await new HiddenIntentUser(new("t") { Patience = 99 }).SpeakAsync(turn with { Address = $"x/{n}" }, TestContext.Current.CancellationToken);
                if (State(reply, "tone") != "undiscovered") return n;
            }
        }
        var counts = await Task.WhenAll(Enumerable.Range(1, 40).Select(s => UntilAsync(s)));
        Assert.Equal(counts, await Task.WhenAll(Enumerable.Range(1, 40).Select(s => UntilAsync(s))));
        Assert.True(counts.Distinct().Count() >= 4, string.Join(' ', counts));
        Assert.InRange(counts.Average(), 3, 5.5);
    }

    [Fact]
    public async Task It_is_over_when_everything_was_known_before_the_message_that_delivers()
    {
        const string asks = "What topic, what tone, what length?";
        const string document = "<document title=\"Letter\">\nDear council\n</document>";
        Assert.NotEqual(SimulationOptions.UsualSignal, (await SayAsync(Letter, asks, "Propose a meeting? " + document)).Text);
        Assert.Equal("That is all I want. Please go ahead.", (await SayAsync(Letter, asks, "Propose a meeting?", "I see.")).Text);
        var end = await SayAsync(Letter, asks, "Propose a meeting?", document);
        Assert.Equal(SimulationOptions.UsualSignal, end.Text);
        Assert.Equal("discovered", State(end, "meeting"));
    }

    [Fact]
    public async Task Patience_ends_with_messages_that_change_nothing()
    {
        Assert.Equal("That is not quite it yet.", (await SayAsync(Letter, "Oh.", "Oh.")).Text);
        Assert.Equal(SimulationOptions.UsualSignal, (await SayAsync(Letter, "Oh.", "Oh.", "Oh.")).Text);
        Assert.NotEqual(SimulationOptions.UsualSignal, (await SayAsync(Letter, "Oh.", "What tone?", "Oh.", "Oh.")).Text);
    }

    [Fact]
    public async Task The_only_root_of_a_tree_is_known_from_the_start()
    {
        var goal = new Goal("g", "p", "")
        {
            Metadata = JsonNode.Parse("""{"intents": [{"id": "poem", "text": "A poem about rivers"}, {"id": "rhyme", "text": "Without rhymes", "parent": "poem"}]}""")!.AsObject(),
        };
        Assert.Equal("I need help with testing. A poem about rivers.", (await SayAsync(goal)).Text);
        Assert.Equal("Without rhymes.", (await SayAsync(goal, "Shall it rhyme?")).Text);
    }

    [Fact]
    public void Without_a_column_the_sentences_of_the_prompt_are_the_intents()
    {
        var tree = IntentTree.Of(new("g", "Plan a menu. It is for 3.5 days! No nuts?\nAt most ten euros.", ""));
        Assert.Equal("Plan a menu.", tree.Opening);
        Assert.Equal(["It is for 3.5 days!", "No nuts?", "At most ten euros."], tree.Intents.Select(i => i.Text));
    }

    [Theory]
    [InlineData("{}", "Goal g has no column intents, and its prompt is a single sentence: there is nothing to discover.")]
    [InlineData("""{"intents": "tone"}""", "Goal g: intents must be a list with an object for each intent.")]
    [InlineData("""{"intents": []}""", "Goal g: intents must be a list with an object for each intent.")]
    [InlineData("""{"intents": ["a", {"id": "x"}]}""", "Goal g: intents[1] has neither text nor value.")]
    [InlineData("""{"intents": ["a", 7]}""", "Goal g: intents[1] must be an object or a text.")]
    [InlineData("""{"intents": [{"text": "a", "aliases": [1]}]}""", "Goal g: intents[0].aliases must be a list of texts.")]
    [InlineData("""{"intents": [{"text": ["a"]}]}""", "Goal g: intents[0].text must be a text that is not empty.")]
    [InlineData("""{"intents": [{"id": "x", "text": "a"}, {"id": "x", "text": "b"}]}""", "Goal g: intents has the id x twice.")]
    [InlineData("""{"intents": [{"id": "x", "text": "a", "parent": "y"}]}""", "Goal g: intents has x below y, which is not there.")]
    [InlineData("""{"intents": [{"id": "x", "text": "a", "parent": "y"}, {"id": "y", "text": "b", "parent": "x"}]}""", "Goal g: intents goes in a circle from parent to parent.")]
    public void What_cannot_be_read_is_one_sentence_with_the_field(string metadata, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<InputException>(() => IntentTree.Of(new("g", "One sentence.", "") { Metadata = JsonNode.Parse(metadata)!.AsObject() })).Message);

    [Fact]
    public async Task A_model_words_what_the_code_has_decided()
    {
        var (reply, asked) = await WordedAsync("firm yet polite pls");
        Assert.Equal("firm yet polite pls", reply.Text);
        Assert.Contains("Polite but firm.", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("footbridge", asked, StringComparison.Ordinal);
        Assert.Equal("model", (string?)reply.Note!["wording"]);
        Assert.Equal(1, reply.Usage.Calls);
    }

    [Theory]
    [InlineData("Polite but firm, and it asks the council for a footbridge over the stream.")]
    [InlineData("Polite. " + SimulationOptions.UsualSignal)]
    [InlineData("  ")]
    public async Task A_wording_that_gives_away_more_or_ends_or_is_empty_is_not_used(string worded)
    {
        var (reply, _) = await WordedAsync(worded);
        Assert.Equal("Polite but firm.", reply.Text);
        Assert.Equal("plain", (string?)reply.Note!["wording"]);
    }

    [Fact]
    public async Task Another_matcher_can_decide_what_a_question_means()
    {
        static ValueTask<IReadOnlyList<IntentMatch>> LengthAlways(AssistantReading reading, IntentTree tree, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<IntentMatch>>([new("length", 0, 0.9)]);
        var reply = await new HiddenIntentUser(new("testing"), LengthAlways).SpeakAsync(Turn(Letter, "Wie lang?"), TestContext.Current.CancellationToken);
        Assert.Equal("Half a page, not more.", reply.Text);
    }

    [Fact]
    public async Task A_whole_conversation_ends_by_signal_and_its_log_holds_every_change()
    {
        var model = new PlayedModel(InTurn("What topic and tone?", "What length? Is there a meeting to propose?", "<document title=\"Letter\">\nDear council\n</document>"));
        var simulator = new ConversationSimulator(new(new(new(), TimeProvider.System), model.Named("m"), new()), new HiddenIntentUser(new("testing")));
        var run = await simulator.RunAsync(Request(20) with { Goal = Letter }, TestContext.Current.CancellationToken);
        Assert.Equal(StopReason.Signal, run.Stop);
        Assert.Equal([0, 2, 4, 6], run.UserNotes.Select(n => n.Message));
        Assert.Equal(["purpose", "tone", "length", "meeting"], run.UserNotes.SelectMany(n => n.Entry["changes"]!.AsArray()).Select(c => (string)c!["intent"]!));
        Assert.Empty(run.Findings);
    }

    private static async Task<(UserReply Reply, string Asked)> WordedAsync(string worded)
    {
        var calls = new Core.Calls.CallRunner(new(), TimeProvider.System);
        var model = new PlayedModel(InTurn(worded));
        var user = new HiddenIntentUser(new("testing"), phrasing: new(model.Named("u"), new(), PlayedModel.PlainPrompt(calls, "say"), "testing"));
        var reply = await user.SpeakAsync(Turn(Letter, "What tone?"), TestContext.Current.CancellationToken);
        return (reply, model.Asked[0].Messages[^1].Text);
    }

    private static string? State(UserReply reply, string intent) => (string?)reply.Note!["states"]![intent];

    private static Task<UserReply> SayAsync(Goal goal, params string[] assistant) => SayAsync(goal, 3, assistant);

    private static Task<UserReply> SayAsync(Goal goal, int patience, string[] assistant) =>
        new HiddenIntentUser(new("testing") { Patience = patience }).SpeakAsync(Turn(goal, assistant), TestContext.Current.CancellationToken);

    private static UserTurn Turn(Goal goal, params string[] assistant) => new()
    {
        Goal = goal,
        Messages = [.. assistant.SelectMany(a => (TranscriptMessage[])[Said("hm"), Answered(a)])],
        Address = "7/2/user",
        Seed = 5,
    };
}
