using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Finds conversations that stand in a dataset twice under different ids, and turns whose candidates answer different prompts.</summary>
internal sealed class DuplicateConversations(MultiturnDataset data)
{
    // Sums of the rows' hashes: rows of a conversation may come in any order.
    private readonly UInt128[] _contents = new UInt128[data.Conversations];
    private readonly int[] _firstRows = Filled(data.Conversations);
    private readonly UInt128[] _prompts = new UInt128[data.Turns];
    private readonly int[] _firstOfTurns = Filled(data.Turns);

    public void Add(int index, MultiturnRow row, Action<DatasetProblem> found)
    {
        ref readonly var at = ref data.Index.Rows[index];
        var prompt = ContentHash.Of(row.Prompt);
        if (_firstRows[at.Conversation] < 0) _firstRows[at.Conversation] = index;
        _contents[at.Conversation] += ContentHash.Of($"{prompt}", row.Completion, row.SingleTurnPrompt);
        ref var first = ref _firstOfTurns[at.Group];
        if (first < 0) (first, _prompts[at.Group]) = (index, prompt);
        else if (_prompts[at.Group] != prompt)
        {
            var (file, number) = data.PlaceOf(index);
            found(new(file, number, "prompt", $"is not that of row {data.PlaceOf(first).Number}, which has the same conv_id and turn_id: the two cannot be a pair."));
        }
    }

    public void Report(Action<DatasetProblem> found)
    {
        var known = new Dictionary<UInt128, int>();
        for (var c = 0; c < _contents.Length; c++)
        {
            if (_firstRows[c] < 0 || known.TryAdd(_contents[c], c)) continue;
            var ((file, number), before) = (data.PlaceOf(_firstRows[c]), data.PlaceOf(_firstRows[known[_contents[c]]]));
            var where = before.File == file ? $"row {before.Number}" : $"row {before.Number} of {before.File}";
            found(new(file, number, "conv_id", $"is {data.Index.IdOf(c)}, and the same conversation stands from {where} on as {data.Index.IdOf(known[_contents[c]])}."));
        }
    }

    private static int[] Filled(int count)
    {
        var places = new int[count];
        Array.Fill(places, -1);
        return places;
    }
}
