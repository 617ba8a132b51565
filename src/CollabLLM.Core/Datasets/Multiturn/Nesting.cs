namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>From the nested form to the flattened one and back.</summary>
public static class Nesting
{
    public static IEnumerable<MultiturnRow> Flatten(MultiturnConversation conversation, ConversationId id) =>
        from turn in conversation.Turns
        from response in turn.Responses
        select new MultiturnRow
        {
            Conversation = id,
            TurnId = turn.Prompt.Count,
            Prompt = turn.Prompt,
            Completion = response.Completion,
            Score = response.Score,
            SingleTurnPrompt = conversation.SingleTurnPrompt,
            SingleTurnCompletion = conversation.SingleTurnCompletion,
            SingleTurnMetadata = conversation.SingleTurnMetadata,
            Sessions = response.Sessions,
            Rewards = response.Rewards,
            Extra = response.Extra,
        };

    /// <summary>Conversations and their turns in order of first appearance; turns without replies do not exist in rows.</summary>
    public static IEnumerable<MultiturnConversation> Nest(MultiturnDataset dataset)
    {
        var groups = dataset.Index.RowsOfGroups();
        var turns = new List<int>[dataset.Conversations];
        for (var g = 0; g < groups.Length; g++) (turns[dataset.Index.Rows[groups[g][0]].Conversation] ??= []).Add(g);
        foreach (var conversation in turns)
        {
            var first = dataset.Read(groups[conversation[0]][0]);
            yield return new(
                first.SingleTurnPrompt, first.SingleTurnCompletion, first.SingleTurnMetadata,
                [.. conversation.Select(g => Turn([.. groups[g].Select(dataset.Read)]))]);
        }
    }

    private static MultiturnTurn Turn(List<MultiturnRow> rows) => new(
        rows[0].Prompt,
        [.. rows.Select(r => new MultiturnResponse(r.Completion, r.Score) { Sessions = r.Sessions, Rewards = r.Rewards, Extra = r.Extra })]);
}
