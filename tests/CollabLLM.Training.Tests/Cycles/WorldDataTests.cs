using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Testing;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class WorldDataTests
{
    [Fact]
    public async Task Futures_that_are_carried_on_are_those_of_a_wider_window()
    {
        using var talks = WorldTalks.Open(Path.Combine(Repository.Root, "models", "collab-builtin-base.gguf"), null, 16, TimeProvider.System);
        // First turns alone: which reply is answered depends on the window.
        var narrow = new DataRecipe { Goals = 6, Replies = 2, Futures = 2, Window = 1, MaxMessages = 2 };
        var wide = await RowsAsync(narrow with { Window = 3 });
        var rows = await RowsAsync(narrow);
        var extended = await WorldData.ExtendAsync(talks, rows, narrow, 3, 5, null, TestContext.Current.CancellationToken);
        Assert.Equal(wide.Select(r => r.Completion), extended.Select(r => r.Completion));
        Assert.Equal(wide.SelectMany(r => r.Sessions).Select(Text), extended.SelectMany(r => r.Sessions).Select(Text));
        Assert.NotEqual(rows.SelectMany(r => r.Sessions).Select(Text), extended.SelectMany(r => r.Sessions).Select(Text));
        Assert.All(extended, r => Assert.Null(r.Score));
        Assert.Same(rows, await WorldData.ExtendAsync(talks, rows, narrow, 1, 5, null, TestContext.Current.CancellationToken));

        async Task<IReadOnlyList<MultiturnRow>> RowsAsync(DataRecipe recipe)
        {
            var made = await WorldData.GenerateAsync(talks, recipe, new RewardWeights().Rule(), 5, null, TestContext.Current.CancellationToken);
            return [.. made.SelectMany((conversation, i) => Nesting.Flatten(conversation, ConversationId.Of(i)))];
        }

        static string Text(IReadOnlyList<Core.Conversations.TranscriptMessage> session) => string.Join('\n', session.Select(m => $"{m.Role}: {m.Content}"));
    }
}
