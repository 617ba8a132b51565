using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace CollabLLM.EndToEnd.Tests;

/// <summary>A model that answers by a word in what it is asked, a few characters at a time.</summary>
internal sealed class PlayedModel : IChatClient
{
    public const string Card = """
        Congratulations to him, and a good job for a sister. I have the occasion and the day. Two answers would change almost every line, so I would rather ask than guess.

        <ask>
        What should the room remember about him? | One funny story | How he looks after people | How the two of them met
        How long is “not too long”? | 1–2 minutes | 3 minutes | 5 minutes
        skip: about 3 minutes, warm, one light joke.
        </ask>
        """;

    private const string Rich = "Here is a list:\n\n- one **bold**\n- two `code`\n\n```csharp\nvar x = 1;\n```\n\nAnd $a^2 + b^2 = c^2$.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n";

    public int Calls { get; private set; }

    /// <summary>Between two pieces of a reply.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(20);

    public static string Long(int length) => string.Concat(Enumerable.Range(1, 1 + (length / 30))
        .Select(i => $"Sentence {i} of a longer reply goes on. {(i % 12 == 0 ? "\n\n" : "")}"))[..length].TrimEnd();

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Calls++;
        var given = messages.ToList();
        var asked = given.Last(m => m.Role == ChatRole.User).Text;
        if (asked.Contains("fail", StringComparison.Ordinal)) throw new HttpRequestException("gone");
        var text = asked.Contains('–', StringComparison.Ordinal) ? "Then I know enough.\n\n<document title=\"For Jonas and Lena\">\nFriends, Jonas never let anybody walk home alone.\n\nHe still does not.\n</document>\n"
            : asked.Contains("toast", StringComparison.Ordinal) ? Card
            : asked.Contains("long", StringComparison.Ordinal) ? Long(2000)
            : asked.Contains("rich", StringComparison.Ordinal) ? Rich
            : $"Reply {Calls} to: {asked[..Math.Min(60, asked.Length)]}";
        if (given[^1].Role == ChatRole.Assistant) text = " And it goes on to its end.";
        for (var at = 0; at < text.Length; at += 8)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, text[at..Math.Min(text.Length, at + 8)]);
            // Fifty tokens of four characters a second.
            await Task.Delay(asked.Contains("slow", StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(40) : Pause, cancellationToken);
        }
        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop, Contents = [new UsageContent(new UsageDetails { OutputTokenCount = text.Length / 4 })] };
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
