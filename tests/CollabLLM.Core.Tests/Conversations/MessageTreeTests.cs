using CollabLLM.Core.Conversations;
using CsCheck;

namespace CollabLLM.Core.Tests.Conversations;

public sealed class MessageTreeTests
{
    // Each message chooses its parent among the earlier ones, or none.
    private static readonly Gen<MessageNode[]> Trees = Gen.Int[0, 1000].Array[1, 40].Select(choices =>
    {
        var nodes = new List<MessageNode>();
        foreach (var choice in choices)
        {
            var parent = choice % (nodes.Count + 1);
            nodes.Add(new MessageNode(
                Guid.NewGuid(), parent == 0 ? null : nodes[parent - 1].Id, nodes.Count + 1, nodes.Count % 2 == 0 ? MessageRole.User : MessageRole.Assistant));
        }
        return nodes.ToArray();
    });

    [Fact]
    public void Every_path_begins_at_a_root_and_follows_parents() =>
        Trees.Sample(nodes =>
        {
            var tree = new MessageTree(nodes.Reverse());
            return nodes.All(n =>
            {
                var path = tree.PathTo(n.Id);
                return path[^1] == n.Id && tree.Find(path[0])!.ParentId is null
                    && path.Zip(path.Skip(1)).All(p => tree.Find(p.Second)!.ParentId == p.First);
            });
        });

    [Fact]
    public void Siblings_hold_their_message_in_order_of_making_and_the_newest_leaf_is_a_leaf_below() =>
        Trees.Sample(nodes =>
        {
            var tree = new MessageTree(nodes);
            return nodes.All(n =>
            {
                var siblings = tree.Siblings(n.Id);
                var leaf = tree.NewestLeafUnder(n.Id);
                var ordinals = siblings.Select(s => tree.Find(s)!.Ordinal).ToList();
                return siblings.Contains(n.Id) && ordinals.Order().SequenceEqual(ordinals) && tree.Children(leaf).Count == 0
                    && tree.PathTo(leaf).Contains(n.Id);
            });
        });

    [Fact]
    public void A_stranger_has_no_path_and_no_siblings()
    {
        var tree = new MessageTree([]);
        Assert.Empty(tree.PathTo(Guid.NewGuid()));
        Assert.Empty(tree.Siblings(Guid.NewGuid()));
    }
}
