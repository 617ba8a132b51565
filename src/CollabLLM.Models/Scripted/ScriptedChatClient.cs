using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Scripted;

/// <summary>
/// Answers from a script, word by word: the same conversation with the same seed gets the same reply. Goes on from a last message of
/// the assistant when the script's reply begins with it. A "token" is a word. Thread-safe.
/// </summary>
internal sealed class ScriptedChatClient(Script script, TimeProvider time) : IChatClient
{
    public static int CountWords(string text) => Words(text).Count();

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        var kept = list is [.., { } last] && last.Role == ChatRole.Assistant ? last.Text : "";
        var (rule, replies) = Rule(list);
        var reply = Choose(replies, kept, options?.Seed ?? 0);
        var id = "scripted-" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var rate = rule?.WordsPerSecond ?? script.WordsPerSecond;
        var spoken = 0;
        var finish = ChatFinishReason.Stop;
        foreach (var word in Words(reply))
        {
            if (rule?.StallsAfter == spoken) await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
            if (rule?.FailsAfter == spoken) throw new ModelException(ModelFailure.Failed, "The script breaks off here.");
            if (options?.MaxOutputTokens == spoken)
            {
                finish = ChatFinishReason.Length;
                break;
            }
            if (rate > 0) await Task.Delay(TimeSpan.FromSeconds(1 / rate), time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            spoken++;
            yield return new ChatResponseUpdate(ChatRole.Assistant, word) { ResponseId = id, MessageId = id };
        }
        var read = list.Sum(m => CountWords(m.Text));
        var usage = new UsageDetails { InputTokenCount = read, OutputTokenCount = spoken, TotalTokenCount = read + spoken };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ResponseId = id, MessageId = id, FinishReason = finish };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <summary>Nothing is held.</summary>
    public void Dispose()
    {
    }

    private (ScriptRule? Rule, IReadOnlyList<string> Replies) Rule(List<ChatMessage> messages)
    {
        var at = messages.FindLastIndex(m => m.Role == ChatRole.User);
        var said = at < 0 ? "" : messages[at].Text;
        var before = messages.Take(Math.Max(at, 0)).LastOrDefault(m => m.Role == ChatRole.Assistant)?.Text ?? "";
        var turn = messages.Count(m => m.Role == ChatRole.User);
        foreach (var rule in script.Rules)
        {
            if (RuleMatch.Of(rule, said, before, turn) is { } replies) return (rule, replies);
        }
        return (null, script.Otherwise);
    }

    /// <summary>What is left to say: of the reply that begins with the kept text, else a whole one by the seed.</summary>
    private static string Choose(IReadOnlyList<string> replies, string kept, long seed)
    {
        var begun = kept.Length > 0 ? replies.FirstOrDefault(r => r.StartsWith(kept, StringComparison.Ordinal)) : null;
        return begun is not null ? begun[kept.Length..] : replies[(int)((ulong)seed % (ulong)replies.Count)];
    }

    /// <summary>Words with the white space that follows them; together they are the text.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && (!char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i]))) continue;
            yield return text[start..i];
            start = i;
        }
    }
}
