using System.Security.Cryptography;
using System.Text.RegularExpressions;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.World;
using CollabLLM.Gguf;
using CollabLLM.Testing;
using CollabLLM.Training.Cycles;
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
