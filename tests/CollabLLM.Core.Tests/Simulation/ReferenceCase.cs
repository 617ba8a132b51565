using System.Globalization;
using System.Text.Json;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Simulation;

/// <summary>What the reference code did under a scripted model, and ours under the same.</summary>
internal sealed record ReferenceCase(
    int NumSamples, int MaxNewTurnsInMessages, int UserEndsAfter, IReadOnlyList<ReferenceCase.Line> History, double ProactPromptRatio, double AddSystemPromptRatio,
    SortedDictionary<string, int> CallsByRole, IReadOnlyList<IReadOnlyList<string>> Roles, IReadOnlyList<IReadOnlyList<string>> UserTexts)
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal sealed record Line(string Role, string Content);

    public static IReadOnlyList<ReferenceCase> Read(string json) => JsonSerializer.Deserialize<List<ReferenceCase>>(json, Snake)!;

    /// <summary>Whether a conversation could have changed its mode in the reference: the proactive prompt is for some, and not all are as long.</summary>
    public bool ModesMayFlip => ProactPromptRatio is > 0 and < 1 && Roles.Select(r => r.Count(x => x != "system")).Distinct().Count() > 1;

    public async Task<(SortedDictionary<string, int> Calls, List<SimulatedConversation> Conversations)> RunAsync()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var model = new PlayedModel((messages, _, _) =>
        {
            var text = messages[^1].Text;
            var role = text.StartsWith("as user", StringComparison.Ordinal) ? "user" : text.StartsWith("proactive", StringComparison.Ordinal) ? "assistant:proact" : "assistant:none";
            if (messages[0].Role == ChatRole.System) role += ":sys";
            lock (counts) counts[role] = counts.GetValueOrDefault(role) + 1;
            if (role != "user") return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"a{counts[role]} {role}"));
            var spoken = text.Split('\n').Count(l => l.StartsWith("user: ", StringComparison.Ordinal));
            return Task.FromResult(string.Create(CultureInfo.InvariantCulture, $"u{spoken + 1}{(spoken >= UserEndsAfter ? " " + SimulationOptions.UsualSignal : "")}"));
        }).Named("m");
        var calls = new CallRunner(new(), TimeProvider.System);
        var simulator = new ConversationSimulator(
            new(calls, model, new()) { SystemPrompt = "Collaborate.", ProactivePrompt = PlayedModel.PlainPrompt(calls, "proactive") },
            new RolePlayUser(model, new(), PlayedModel.PlainPrompt(calls, "as user"), new("testing")));
        var runs = AssistantModes.Assign(NumSamples, ProactPromptRatio, AddSystemPromptRatio).Select((mode, i) => simulator.RunAsync(
            new()
            {
                Address = i.ToString(CultureInfo.InvariantCulture),
                Goal = new("g", "The goal.", ""),
                History = [.. History.Select(l => new TranscriptMessage(MessageRoles.Parse(l.Role)!.Value, l.Content))],
                MessageBudget = MaxNewTurnsInMessages,
                Mode = mode,
                Seed = 1,
            },
            TestContext.Current.CancellationToken));
        return (counts, [.. await Task.WhenAll(runs)]);
    }
}
