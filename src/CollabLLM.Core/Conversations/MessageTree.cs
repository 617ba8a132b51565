namespace CollabLLM.Core.Conversations;

/// <summary>
/// The tree of a session's messages. Edit and regenerate add siblings, nothing is overwritten; what a person sees is the path from
/// a root to one leaf. Immutable, safe to share between threads.
/// </summary>
public sealed class MessageTree
{
    private readonly Dictionary<Guid, MessageNode> _nodes;
    private readonly ILookup<Guid?, MessageNode> _children;

    public MessageTree(IEnumerable<MessageNode> nodes)
    {
        Nodes = [.. nodes.OrderBy(n => n.Ordinal)];
        _nodes = Nodes.ToDictionary(n => n.Id);
        _children = Nodes.ToLookup(n => n.ParentId);
    }

    /// <summary>All messages in order of making.</summary>
    public IReadOnlyList<MessageNode> Nodes { get; }

    public MessageNode? Find(Guid id) => _nodes.GetValueOrDefault(id);

    /// <summary>The versions at one place, oldest first, the message itself among them: what the arrows ‹ 2/3 › walk through.</summary>
    public IReadOnlyList<Guid> Siblings(Guid id) =>
        Find(id) is { } node ? [.. _children[node.ParentId].Select(n => n.Id)] : [];

    public IReadOnlyList<Guid> Children(Guid? id) => [.. _children[id].Select(n => n.Id)];

    /// <summary>From the root down to the message; empty when the message is not of this tree.</summary>
    public IReadOnlyList<Guid> PathTo(Guid id)
    {
        var path = new List<Guid>();
        for (var node = Find(id); node is not null; node = node.ParentId is { } parent ? Find(parent) : null) path.Add(node.Id);
        path.Reverse();
        return path;
    }

    /// <summary>The leaf reached from a message by always taking the newest child: what choosing that version shows.</summary>
    public Guid NewestLeafUnder(Guid id)
    {
        while (_children[id].LastOrDefault() is { } child) id = child.Id;
        return id;
    }
}
