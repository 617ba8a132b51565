using System.Text.Json;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Bench.Decoding;

/// <summary>Writes a tiny model, asks llama.cpp and ourselves the same about it, and says how far the answers agree.</summary>
internal sealed class PeerComparison(PeerProcess peer, string folder)
{
    private static readonly int[] Lengths = [1, 7, 40];
    private readonly string _model = Path.Combine(folder, "model.gguf");
    private readonly string _adapter = Path.Combine(folder, "adapter.gguf");

    /// <summary>Comparisons that were not good, counted by the caller.</summary>
    public int Differences { get; set; }

    public async Task<PeerAgreement> CompareAsync(string architecture, GgmlType type, string tokenizer, TinyVariation variation)
    {
        var adapted = variation is TinyVariation.Adapter or TinyVariation.Bf16Adapter;
        TinyModelFile.Save(_model, architecture, type, tokenizer, variation);
        if (variation == TinyVariation.Adapter) TinyModelFile.SaveAdapter(_adapter, architecture, GgmlType.F32, GgmlType.F16);
        if (variation == TinyVariation.Bf16Adapter) TinyModelFile.SaveAdapter(_adapter, architecture, GgmlType.BF16, GgmlType.BF16);
        await peer.AskAsync(new { op = "load", model = _model });
        var options = new GgufModelOptions
        {
            Threads = 1,
            Slots = 1,
            Adapters = adapted ? new Dictionary<string, string> { ["a"] = _adapter } : new Dictionary<string, string>(),
        };
        using var served = GgufModel.Load(_model, options);
        using var exact = GgufModel.Load(_model, options with { Precision = Precision.Exact });
        var result = await TokensAsync(served, tokenizer);
        var random = new Random(3);
        foreach (var length in Lengths)
        {
            var ids = Enumerable.Range(0, length).Select(_ => random.Next(2, served.VocabularySize)).ToArray();
            var answer = await peer.AskAsync(new { op = "logits", ids, adapter = adapted ? _adapter : null });
            var tokens = answer["tokens"]!.AsArray().Select(t => (int)t!).ToArray();
            var theirs = answer["logs"]!.AsArray().Select(l => (double?)l ?? double.NegativeInfinity).ToArray();
            result = result.With(new(0, 0, await DistanceAsync(served), await DistanceAsync(exact)));

            async Task<double> DistanceAsync(GgufModel model) =>
                Distance((await model.LogitsAsync(ids, [length - 1], adapted ? "a" : null))[0], tokens, theirs);
        }
        return result;
    }

    private static double Distance(float[] logits, int[] tokens, double[] theirs)
    {
        var most = logits.Max();
        var total = Math.Log(logits.Sum(l => Math.Exp(l - most))) + most;
        // What is all but impossible is rounded away in their probabilities.
        return tokens.Select((token, i) => theirs[i] < -12 ? 0 : Math.Abs(logits[token] - total - theirs[i])).Max();
    }

    private async Task<PeerAgreement> TokensAsync(GgufModel model, string tokenizer)
    {
        var alike = 0;
        var questions = TinyVocabulary.Questions(tokenizer).ToArray();
        foreach (var (text, special) in questions)
        {
            var answer = await peer.AskAsync(new { op = "tokenize", text, special });
            if (answer["ids"]!.AsArray().Select(t => (int)t!).SequenceEqual(model.Tokenizer.Encode(text, special))) alike++;
            else await Console.Error.WriteLineAsync($"  {tokenizer} differs: {JsonSerializer.Serialize(text)} (special: {special})");
        }
        return new(questions.Length, alike, 0, 0);
    }
}
