using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Generation;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.Tests.Simulation;
using CollabLLM.Testing;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Tests.Generation;

/// <summary>Turns, candidates, futures, rewards, scores and the path that was taken are the reference's.</summary>
public sealed class ReferenceGenerationTests
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private int _users;
    private int _replies;

    [Fact]
    public async Task All_cases_are_as_the_reference_did_them()
    {
        await using var file = File.OpenRead(SharedFolder.Require("goldens/reference-generation.json"));
        using var document = await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        var number = 0;
        foreach (var golden in document.RootElement.EnumerateArray()) await CompareAsync($"case {number++}", golden);
        Assert.Equal(25, number);
    }

    private async Task CompareAsync(string name, JsonElement golden)
    {
        _asked.Clear();
        (_users, _replies) = (0, 0);
        var conversation = await Generator(golden).RunAsync(new Goal("g", "goal", "gold"), "0", 1, null, TestContext.Current.CancellationToken);
        Assert.Null(conversation.Failure);
        var turns = golden.GetProperty("turns").EnumerateArray().ToList();
        Assert.True(turns.Count == conversation.Turns.Count, name);
        foreach (var (expected, turn) in turns.Zip(conversation.Turns))
        {
            Assert.Equal(Text(expected.GetProperty("prompt")), Text(turn.Prompt));
            var replies = expected.GetProperty("responses").EnumerateArray().OrderBy(r => r.GetProperty("completion").GetString(), StringComparer.Ordinal).ToList();
            var candidates = turn.Candidates.OrderBy(c => c.Completion, StringComparer.Ordinal).ToList();
            Assert.Equal(replies.Select(r => r.GetProperty("completion").GetString()), candidates.Select(c => c.Completion));
            foreach (var (reply, candidate) in replies.Zip(candidates)) CompareCandidate(reply, candidate);
        }
        var calls = golden.GetProperty("calls_by_role");
        Assert.Equal((calls.GetProperty("user").GetInt32(), calls.GetProperty("assistant:none").GetInt32()), (_users, _replies));
    }

    private static void CompareCandidate(JsonElement expected, GeneratedCandidate candidate)
    {
        Assert.Equal(expected.GetProperty("score").GetDouble(), candidate.Score!.Value, 1e-12);
        var futures = candidate.Estimate!.Futures;
        Assert.Equal(
            expected.GetProperty("sessions").EnumerateArray().Select(Text).Order(StringComparer.Ordinal),
            futures.Select(f => Text(f.Conversation.Messages)).Order(StringComparer.Ordinal));
        foreach (var metric in expected.GetProperty("rewards").EnumerateObject())
        {
            var values = futures.Select(f => metric.Name == "MR" ? f.Value!.Value : f.Scores[metric.Name].Value!.Value);
            foreach (var (wanted, value) in metric.Value.EnumerateArray().Select(v => v.GetDouble()).Order().Zip(values.Order(), (a, b) => (a, b))) Assert.Equal(wanted, value, 1e-12);
        }
    }

    private MultiturnGenerator Generator(JsonElement golden)
    {
        var weights = golden.GetProperty("weights").EnumerateArray().Select(w => w.GetDouble()).ToList();
        var rule = new RewardRule(RewardForm.Linear, [RewardTerm.Of("last", weights[0]), RewardTerm.Of("words", weights[1])]);
        var calls = new CallRunner(new(), TimeProvider.System);
        var ends = golden.GetProperty("user_ends_after").GetInt32();
        var user = new PlayedModel(messages => Ask(ref _users, () => User(messages[^1].Text, ends)));
        var assistant = new PlayedModel(messages => Ask(ref _replies, () => Reply(messages)));
        // The script's messages are alike on purpose.
        var options = new SimulationOptions { Detectors = new() { EchoLikeness = 1.1 } };
        var simulator = new ConversationSimulator(
            new(calls, assistant.Named("assistant"), new()), new RolePlayUser(user.Named("user"), new(), PlayedModel.PlainPrompt(calls, "as user"), new("testing")), options);
        return new(
            simulator.RunAsync,
            new(simulator.RunAsync, ScoreAsync, rule, FutureAllocation.Fixed(golden.GetProperty("num_samples").GetInt32())),
            new()
            {
                Candidates = new() { Count = golden.GetProperty("num_candidate_responses").GetInt32(), ProactiveRatio = 0 },
                MaxMessages = golden.GetProperty("max_total_turns").GetInt32(),
                FutureMessages = golden.GetProperty("max_new_turns").GetInt32(),
            });
    }

    private static string Ask(ref int count, Func<string> says)
    {
        Interlocked.Increment(ref count);
        return says();
    }

    private static string User(string rendered, int endsAfter)
    {
        var spoken = rendered.Split('\n').Count(l => l.StartsWith("user: ", StringComparison.Ordinal));
        return spoken >= endsAfter ? $"u{spoken + 1} [[TERMINATE CHAT]]" : $"u{spoken + 1}";
    }

    private string Reply(IReadOnlyList<ChatMessage> messages)
    {
        var transcript = string.Join('|', messages.Select(m => m.Text));
        var k = _asked.AddOrUpdate(transcript, 0, (_, before) => before + 1);
        var words = FirstEightDigits($"{transcript}#{k}") % 9;
        return $"a{messages.Count(m => m.Role == ChatRole.User)}.{k}" + string.Concat(Enumerable.Repeat(" w", (int)words));
    }

    private static Task<MetricResults> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var last = subject.Messages.Last(m => m.Role == MessageRole.Assistant).Content;
        var words = subject.Messages.Sum(m => m.Content.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
        return Task.FromResult(new MetricResults(new Dictionary<string, MetricScore>
        {
            ["last"] = MetricScore.Of(FirstEightDigits(last) % 1000 / 1000.0),
            ["words"] = MetricScore.Of(words / 10.0),
        }, new Dictionary<string, Extraction>()));
    }

    private static uint FirstEightDigits(string text) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Text(JsonElement messages) =>
        string.Join('\n', messages.EnumerateArray().Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.GetProperty("role")}: {m.GetProperty("content")}")));

    private static string Text(IEnumerable<TranscriptMessage> messages) => string.Join('\n', messages.Select(m => $"{m.Role.Wire()}: {m.Content}"));
}
