using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Gguf.Tests.Decoding;

public sealed class KvPoolTests : IDisposable
{
    private readonly TinyModel _model = new("llama", GgmlType.F32, 32, 2, 1, 16, 1);
    private readonly KvPool _pool;

    public KvPoolTests() => _pool = new(_model.Shape, KvFormat.Half, 6, 6);

    public void Dispose()
    {
        _pool.Dispose();
        _model.Dispose();
    }

    [Fact]
    public void Full_blocks_are_found_again_and_partial_ones_are_not()
    {
        Fill(Tokens(40, 1)).Dispose();
        using var next = new KvSequence(_pool, -1);
        Assert.Equal(32, next.Match(Tokens(40, 1)));
    }

    [Fact]
    public void At_least_one_token_of_the_prompt_is_left_to_evaluate()
    {
        Fill(Tokens(32, 1)).Dispose();
        using var next = new KvSequence(_pool, -1);
        Assert.Equal(16, next.Match(Tokens(32, 1)));
    }

    [Fact]
    public void Sequences_share_blocks_and_the_last_holder_frees_them()
    {
        var first = Fill(Tokens(32, 1));
        var second = new KvSequence(_pool, -1);
        second.Match(Tokens(40, 1));
        Assert.Equal(2, _pool.Held);
        first.Dispose();
        Assert.Equal(2, _pool.Held);
        second.Dispose();
        Assert.Equal(0, _pool.Held);
        Assert.Equal(2, _pool.Idle);
    }

    [Fact]
    public void Another_root_shares_nothing()
    {
        Fill(Tokens(40, 1)).Dispose();
        using var other = new KvSequence(_pool, -2);
        Assert.Equal(0, other.Match(Tokens(40, 1)));
    }

    [Fact]
    public void Idle_blocks_give_way_when_memory_is_wanted_the_oldest_first()
    {
        Fill(Tokens(48, 1)).Dispose();
        Fill(Tokens(48, 2)).Dispose();
        Fill(Tokens(32, 3)).Dispose();
        using (var old = new KvSequence(_pool, -1)) Assert.Equal(16, old.Match(Tokens(60, 1)));
        using (var recent = new KvSequence(_pool, -1)) Assert.Equal(48, recent.Match(Tokens(60, 2)));
    }

    [Fact]
    public void A_pool_whose_blocks_are_all_held_says_so()
    {
        using var all = Fill(Tokens(96, 1));
        using var other = new KvSequence(_pool, -1);
        Assert.False(other.Reserve(1));
    }

    [Fact]
    public void Two_sequences_that_computed_the_same_block_end_up_with_one()
    {
        using var first = new KvSequence(_pool, -1);
        using var second = new KvSequence(_pool, -1);
        first.Reserve(16);
        second.Reserve(16);
        first.Advance(Tokens(16, 1));
        second.Advance(Tokens(16, 1));
        Assert.Same(first.Blocks[0], second.Blocks[0]);
        Assert.Equal(1, _pool.Held);
    }

    private static int[] Tokens(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(300))];
    }

    private KvSequence Fill(int[] tokens)
    {
        var sequence = new KvSequence(_pool, -1);
        Assert.True(sequence.Reserve(tokens.Length));
        sequence.Advance(tokens);
        return sequence;
    }
}
