using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Tests.Files;
using TorchSharp;

namespace CollabLLM.Training.Tests.Policies;

public sealed class TokenBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Documents_compute_in_company_what_they_compute_alone(bool packed)
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        int[][] documents = [.. new[] { 9, 20, 1, 13, 7 }.Select((n, i) => TinyFile.Tokens(n, i))];
        var batch = packed ? TokenBatch.Pack(documents, 24) : TokenBatch.Of(documents);
        Assert.Equal(packed, batch.IsPacked);
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var all = PolicyFile.Values(policy.Begin(batch).Logits()).Chunk(policy.Shape.Vocabulary).ToArray();
        Assert.Equal(batch.Rows * batch.Length, all.Length);
        var found = 0;
        for (var at = 0; at < all.Length; at++)
        {
            if (batch.Documents[at] == TokenBatch.Padding || batch.Positions[at] != 0) continue;
            var length = 1;
            while (at + length < all.Length && (at + length) % batch.Length != 0 && batch.Documents[at + length] == batch.Documents[at]) length++;
            int[] tokens = [.. batch.Tokens.Slice(at, length).ToArray().Select(t => (int)t)];
            Assert.Contains(documents, d => d.SequenceEqual(tokens));
            Torch.Close(Torch.Logits(policy, tokens), all[at..(at + length)], 1e-4);
            found++;
        }
        Assert.Equal(documents.Length, found);
    }

    [Fact]
    public void Packing_fills_rows_and_keeps_every_document()
    {
        var batch = TokenBatch.Pack([[1, 2, 3], [4], [5, 6], [7, 8, 9, 10]], 5);
        Assert.Equal((2, 5, 4), (batch.Rows, batch.Length, batch.Longest));
        Assert.Equal([7, 8, 9, 10, 4, 1, 2, 3, 5, 6], batch.Tokens.ToArray());
        Assert.Equal([0, 1, 2, 3, 0, 0, 1, 2, 0, 1], batch.Positions.ToArray());
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0, 1, 1], batch.Documents.ToArray());
        Assert.Equal([5, 4, 8, 0], batch.Starts.ToArray());
        Assert.Equal([0, 3, 6], TokenBatch.Of([[1, 2], [3, 4, 5], [6]]).Starts.ToArray());
    }

    [Fact]
    public void What_does_not_fit_or_is_empty_is_refused()
    {
        Assert.Throws<ArgumentException>(() => TokenBatch.Pack([[1, 2, 3]], 2));
        Assert.Throws<ArgumentException>(() => TokenBatch.Of([]));
        Assert.Throws<ArgumentException>(() => TokenBatch.Of([[1], []]));
    }

    [Fact]
    public void Log_probabilities_are_the_softmax_of_the_logits_before()
    {
        using var policy = Torch.Load(new TinyFile().Save(_folder));
        int[][] documents = [TinyFile.Tokens(6, 1), TinyFile.Tokens(4, 2)];
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var pass = policy.Begin(TokenBatch.Of(documents));
        var actual = PolicyFile.Values(pass.LogProbabilities([7, 1, 5]));
        Assert.Equal(Expected(1, 1), actual[0], 1e-4);
        Assert.Equal(Expected(0, 1), actual[1], 1e-4);
        Assert.Equal(Expected(0, 5), actual[2], 1e-4);
        Assert.Throws<ArgumentException>(() => pass.LogProbabilities([0]));
        Assert.Throws<ArgumentException>(() => pass.LogProbabilities([11]));

        double Expected(int document, int position)
        {
            var logits = Torch.Logits(policy, documents[document])[position - 1];
            var most = logits.Max();
            return logits[documents[document][position]] - most - Math.Log(logits.Sum(l => Math.Exp(l - most)));
        }
    }
}
