using CollabLLM.Core.Datasets.Rows;
using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>What is kept of every row, and which rows belong together.</summary>
internal sealed class DatasetIndex
{
    private readonly Dictionary<ConversationId, int> _conversations = [];
    private readonly Dictionary<(int Conversation, int Turn), int> _groups = [];
    private readonly List<ConversationId> _ids = [];
    private readonly PackedList<(int Goal, int Number, short File)> _goals = new();
    private long _nested;

    public PackedList<IndexedRow> Rows { get; } = new();

    public int Conversations => _ids.Count;

    public int Groups => _groups.Count;

    public ConversationId IdOf(int conversation) => _ids[conversation];

    /// <summary>The id of the next conversation of a nested file: its place among all of them.</summary>
    public ConversationId NextId() => ConversationId.Of(_nested++);

    public void Add(MultiturnRow row, string file, int number, short fileNumber, long offset, int length, int part)
    {
        var goal = string.GetHashCode(row.SingleTurnPrompt, StringComparison.Ordinal);
        if (!_conversations.TryGetValue(row.Conversation, out var conversation))
        {
            conversation = _ids.Count;
            _conversations.Add(row.Conversation, conversation);
            _ids.Add(row.Conversation);
            _goals.Add((goal, number, fileNumber));
        }
        else if (_goals[conversation] is var first && first.Goal != goal)
        {
            var where = first.File == fileNumber ? $"row {first.Number}" : $"row {first.Number} of an earlier file";
            throw new BadRowException(new DatasetProblem(file, number, "conv_id", $"is {row.Conversation} here and in {where}, which has another single_turn_prompt."));
        }
        if (!_groups.TryGetValue((conversation, row.TurnId), out var group))
        {
            group = _groups.Count;
            _groups.Add((conversation, row.TurnId), group);
        }
        Rows.Add(new(conversation, group, row.TurnId, row.Score ?? double.NaN, fileNumber, number, offset, length, part));
    }

    /// <summary>The rows of every group, in the order of the file.</summary>
    public int[][] RowsOfGroups()
    {
        var sizes = new int[Groups];
        for (var i = 0; i < Rows.Count; i++) sizes[Rows[i].Group]++;
        var rows = Array.ConvertAll(sizes, s => new int[s]);
        Array.Clear(sizes);
        for (var i = 0; i < Rows.Count; i++)
        {
            var group = Rows[i].Group;
            rows[group][sizes[group]++] = i;
        }
        return rows;
    }
}
