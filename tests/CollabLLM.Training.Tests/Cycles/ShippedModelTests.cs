using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Questions;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation.Intents;
using CollabLLM.Core.World;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Testing;
using CollabLLM.Training.Cycles;
using CollabLLM.Training.Tests.Files;
using Microsoft.Extensions.AI;

namespace CollabLLM.Training.Tests.Cycles;

/// <summary>The model that a fresh clone chats with: what it came from, and on a few held-out cases of each kind what the report measures on hundreds.</summary>
public sealed partial class ShippedModelTests
{
    private const int MostBytes = 25_000_000;
    private const int Cases = 40;

    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "models", "collab-builtin.gguf");

    [Fact]
    public async Task It_is_the_last_stage_of_the_committed_report()
    {
        var bytes = await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken);
        Assert.InRange(bytes.Length, 1, MostBytes);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal(checksum, Checksum().Matches(Text("docs", "results", "builtin.md"))[^1].Groups[1].Value);
        Assert.Contains(checksum, Text("models", "README.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_for_what_is_missing_alone_copies_what_it_is_told_and_says_what_it_cannot_do()
    {
        using var talks = WorldTalks.Open(Path, null, Cases, TimeProvider.System);
        Dictionary<string, IReadOnlyList<string>> foreign = new() { ["a library"] = [string.Join(' ', Enumerable.Repeat("Prove Euler's theorem.", 1_000)), "Prove Euler's theorem."] };
        var probes = await WorldProbes.OfAsync(talks, Cases, foreign, 11, null, TestContext.Current.CancellationToken);
        Assert.InRange(probes.AsksIncomplete.Value, 0.9, 1);
        Assert.InRange(probes.AsksComplete.Value, 0, 0.1);
        Assert.InRange(probes.FieldsComplete.Value, 0.95, 1);
        // What it cannot read is not asked, and no answer is counted.
        Assert.Equal(1, probes.Honest["a library"].Of);
        Assert.All(probes.Honest, kind => Assert.InRange(kind.Value.Value, 0.95, 1));
    }

    /// <summary>One or two questions with options on one card, each about something that was not said.</summary>
    [Fact]
    public async Task It_asks_on_one_card_for_what_was_not_said()
    {
        using var talks = WorldTalks.Open(Path, null, Cases, TimeProvider.System, Precision.Fast);
        var goals = DocumentWishes.Goals(Cases, ValuePart.HeldOut, 12);
        var first = await WorldTalks.AllAsync(talks.With(WorldUserOptions.Cooperative with { CompleteShare = 0 }, temperature: 0), goals, 1, 12, null, TestContext.Current.CancellationToken);
        var asking = goals.Zip(first).Where(t => AssistantReading.Of(t.Second.Messages[1].Content).Asks).ToList();
        Assert.InRange(asking.Count, 0.9 * Cases, Cases);
        Assert.InRange(asking.Count(t => IsGood(DocumentWishes.Of(t.First), t.Second.Messages[0].Content, AssistantReading.Of(t.Second.Messages[1].Content).Card)), 0.95 * asking.Count, asking.Count);

        static bool IsGood(DocumentWish wish, string message, QuestionBlock? card) =>
            card is { Questions.Count: 1 or 2 } && card.Questions.All(q => q.Options.Count >= 2 && SlotFinder.Find(wish.Kind, q.Text) is { } slot && wish.Values.TryGetValue(slot, out var value) && !DocumentScore.Says(message, value));
    }

    /// <summary>What a fresh clone serves is what training computes: the policy of this very file, and the decoder.</summary>
    [Fact]
    public async Task Its_policy_and_the_decoder_say_the_same()
    {
        using var policy = Torch.Load(Path);
        var prompt = policy.Tokenizer!.Encode("Please write an invitation for Jana Novak to the garden party on Friday 3 May.", false);
        var expected = Torch.Logits(policy, [.. prompt]);
        Torch.Close(await Managed.LogitsAsync(Path, [.. prompt]), expected, 1e-3);
        Assert.Equal(await Managed.GreedyAsync(Path, [.. prompt], 60), Torch.Greedy(policy, [.. prompt], 60));
    }

    [Fact]
    public async Task It_revises_on_request()
    {
        var habits = new Habits { CompleteShare = 1, RevisionShare = 0.5, ForeignShare = 0, ProactiveShare = 0, PlainShare = 0 };
        var random = new PythonRandom(11);
        using var model = GgufModel.Load(Path, new() { Slots = Cases });
        var client = model.CreateChatClient();
        var revised = await Task.WhenAll(Revisions(habits, random).Take(Cases).Select(async dialogue =>
        {
            var history = dialogue.Messages.SkipLast(1);
            var reply = await client.GetResponseAsync(
                history.Select(m => new ChatMessage(m.Role == MessageRole.User ? ChatRole.User : ChatRole.Assistant, m.Content)),
                new() { Temperature = 0, AdditionalProperties = new() { ["repetition_penalty"] = 1.0 } },
                TestContext.Current.CancellationToken);
            return DocumentScore.Of(dialogue.Wish!, [new(MessageRole.Assistant, reply.Text)]).Share;
        }));
        Assert.InRange(revised.Average(), 0.9, 1);
    }

    /// <summary>Dialogues that end with a document after a change of mind, and are short enough for the model.</summary>
    private static IEnumerable<Dialogue> Revisions(Habits habits, PythonRandom random)
    {
        while (true)
        {
            var dialogue = DialogueWriter.Write(habits, ValuePart.HeldOut, random);
            if (dialogue.Messages.Count is > 2 and < 9 && DocumentScore.LastDocument([dialogue.Messages[^1]]) is not null) yield return dialogue;
        }
    }

    private static string Text(params string[] path) => File.ReadAllText(System.IO.Path.Combine([Repository.Root, .. path]));

    [GeneratedRegex("`([0-9a-f]{64})` \\|$", RegexOptions.Multiline)]
    private static partial Regex Checksum();
}
