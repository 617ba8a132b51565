using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Simulation;

/// <summary>Start role, budget, signal and shares are the reference's.</summary>
public sealed class ReferenceSimulationTests
{
    private const string Essence = """
        [
          {"num_samples":3,"max_new_turns_in_messages":5,"user_ends_after":2,"history":[],"proact_prompt_ratio":0.5,"add_system_prompt_ratio":1,
           "calls_by_role":{"user":9,"assistant:proact:sys":2,"assistant:none:sys":4},
           "roles":[["system","user","assistant","user","assistant","user"],["system","user","assistant","user","assistant","user"],["system","user","assistant","user","assistant","user"]],
           "user_texts":[["u1","u2","u3 [[TERMINATE CHAT]]"],["u1","u2","u3 [[TERMINATE CHAT]]"],["u1","u2","u3 [[TERMINATE CHAT]]"]]},
          {"num_samples":2,"max_new_turns_in_messages":3,"user_ends_after":9,"history":[{"role":"user","content":"h0"}],"proact_prompt_ratio":0,"add_system_prompt_ratio":0.5,
           "calls_by_role":{"user":2,"assistant:none:sys":2,"assistant:none":2},
           "roles":[["system","user","assistant","user","assistant"],["user","assistant","user","assistant"]],
           "user_texts":[["h0","u2"],["h0","u2"]]},
          {"num_samples":1,"max_new_turns_in_messages":0,"user_ends_after":1,"history":[{"role":"user","content":"h0"},{"role":"assistant","content":"h1"}],"proact_prompt_ratio":1,
           "add_system_prompt_ratio":1,"calls_by_role":{},"roles":[["system","user","assistant"]],"user_texts":[["h0"]]}
        ]
        """;

    [Fact]
    public Task The_essence_is_as_the_reference_does_it() => AssertSameAsync(ReferenceCase.Read(Essence));

    /// <summary>
    /// The one deliberate difference, that a mode is for life, could show only where a ratio between 0 and 1 meets conversations of unequal length. The reference's script ends
    /// all conversations of a case together, so no case is concerned, and all 60 must be equal.
    /// </summary>
    [Fact]
    public async Task All_sixty_cases_are_as_the_reference_did_them()
    {
        var cases = ReferenceCase.Read(await File.ReadAllTextAsync(SharedFolder.Require("goldens/reference-simulation.json"), TestContext.Current.CancellationToken));
        Assert.Equal(60, cases.Count);
        Assert.DoesNotContain(cases, c => c.ModesMayFlip);
        await AssertSameAsync(cases);
    }

    /// <summary>The reference, with two of four left, would now give the proactive prompt to the third, which began without it.</summary>
    [Fact]
    public async Task A_mode_is_for_life_whoever_else_has_ended()
    {
        var calls = new CallRunner(new(), TimeProvider.System);
        var model = new PlayedModel(messages => messages[^1].Text.StartsWith("proactive", StringComparison.Ordinal) ? "p" : "a").Named("m");
        var simulator = new ConversationSimulator(
            new(calls, model, new()) { ProactivePrompt = PlayedModel.PlainPrompt(calls, "proactive") },
            new RecordedUser(goal => [.. Enumerable.Range(0, goal.Id == "short" ? 1 : 3).Select(i => $"u{i}")], "v"));
        var runs = await Task.WhenAll(AssistantModes.Assign(4, 0.5, 0).Select((mode, i) => simulator.RunAsync(
            Stage.Request(20) with { Address = $"{i}", Goal = new(i < 2 ? "short" : "long", "The goal.", ""), Mode = mode }, TestContext.Current.CancellationToken)));
        Assert.Equal(["p", "p", "a a a", "a a a"], runs.Select(r => string.Join(' ', r.Messages.Where(m => m.Role == MessageRole.Assistant).Select(m => m.Content))));
    }

    [Theory]
    [InlineData(3, 0.5, "P..")]
    [InlineData(5, 0.5, "PP...")]
    [InlineData(1, 0.5, ".")]
    [InlineData(4, 1.0, "PPPP")]
    [InlineData(0, 0.5, "")]
    public void A_share_is_cut_off_to_whole_conversations_and_falls_to_the_first(int count, double ratio, string expected)
    {
        Assert.Equal(expected, string.Concat(AssistantModes.Assign(count, ratio, 0).Select(m => m.Proactive ? 'P' : '.')));
        Assert.Equal(expected, string.Concat(AssistantModes.Assign(count, 0, ratio).Select(m => m.SystemPrompt ? 'P' : '.')));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void A_ratio_is_between_0_and_1(double ratio) => Assert.Throws<ArgumentOutOfRangeException>(() => AssistantModes.Assign(2, ratio, 0));

    private static async Task AssertSameAsync(IReadOnlyList<ReferenceCase> cases)
    {
        for (var i = 0; i < cases.Count; i++)
        {
            var (calls, conversations) = await cases[i].RunAsync();
            var name = $"case {i}";
            Assert.True(cases[i].CallsByRole.SequenceEqual(calls), $"{name}: {string.Join(", ", calls)}");
            Assert.Equal(cases[i].Roles, conversations.Select(c => (IReadOnlyList<string>)[.. c.Request.Mode.SystemPrompt ? ["system"] : Array.Empty<string>(), .. c.Messages.Select(m => m.Role.Wire())]));
            Assert.Equal(cases[i].UserTexts, conversations.Select(c => (IReadOnlyList<string>)[.. c.Messages.Where(m => m.Role == MessageRole.User).Select(m => m.Content)]));
        }
    }
}
