using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Bench.Decoding;

/// <summary>
/// Whether we compute what llama.cpp computes: small random models of every architecture and tensor type, log-probabilities of all tokens
/// after 1, 7 and 40 of them; and every tokenizer on texts that are hard to cut.
/// </summary>
internal static class CompareBench
{
    private static readonly string[] Architectures = ["llama", "qwen2", "qwen3"];
    private static readonly string[] Tokenizers = ["llama", "gpt-2", "smollm", "qwen2", "llama-bpe"];
    private static readonly int[] Lengths = [1, 7, 40];

    private static readonly GgmlType[] Types =
    [
        GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0, GgmlType.Q6_K, GgmlType.Q5_K, GgmlType.Q5_1, GgmlType.Q5_0, GgmlType.Q4_K, GgmlType.Q4_1,
        GgmlType.Q4_0,
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var (peer, problem) = PeerProcess.Start("logits.mjs");
        if (peer is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
        var folder = Directory.CreateTempSubdirectory("gguf-compare-");
        var worst = 0;
        try
        {
            var path = Path.Combine(folder.FullName, "model.gguf");
            Console.WriteLine("largest difference of a log-probability to llama.cpp: served path / exact path (llama.cpp quantises activations too)");
            foreach (var architecture in Architectures)
            {
                foreach (var type in Types) worst = Math.Max(worst, await LogitsAsync(peer, path, architecture, type));
            }
            foreach (var tokenizer in Tokenizers) worst = Math.Max(worst, await TokensAsync(peer, path, tokenizer));
        }
        finally
        {
            await peer.DisposeAsync();
            folder.Delete(recursive: true);
        }
        return worst;
    }

    private static async Task<int> LogitsAsync(PeerProcess peer, string path, string architecture, GgmlType type)
    {
        TinyModelFile.Save(path, architecture, type, "smollm");
        await peer.AskAsync(new { op = "load", model = path });
        using var served = GgufModel.Load(path, new() { Threads = 1, Slots = 1 });
        using var exact = GgufModel.Load(path, new() { Threads = 1, Slots = 1, Precision = Precision.Exact });
        var random = new Random(3);
        double fast = 0, slow = 0;
        foreach (var length in Lengths)
        {
            var ids = Enumerable.Range(0, length).Select(_ => random.Next(2, served.VocabularySize)).ToArray();
            var answer = await peer.AskAsync(new { op = "logits", ids });
            var tokens = answer["tokens"]!.AsArray().Select(t => (int)t!).ToArray();
            var theirs = answer["logs"]!.AsArray().Select(l => (double?)l ?? double.NegativeInfinity).ToArray();
            fast = Math.Max(fast, Difference(await served.LogitsAsync(ids, [length - 1]), tokens, theirs));
            slow = Math.Max(slow, Difference(await exact.LogitsAsync(ids, [length - 1]), tokens, theirs));
        }
        // Rounded activations move a random model's logits by tenths; a wrong layout or rotation moves them by whole numbers.
        var good = fast < 1 && slow < 1;
        Console.WriteLine($"  {architecture,-6} {type,-5} {fast:0.0000} / {slow:0.0000}{(good ? "" : "   TOO FAR")}");
        return good ? 0 : 1;
    }

    private static double Difference(float[][] logits, int[] tokens, double[] theirs)
    {
        var most = logits[0].Max();
        var total = Math.Log(logits[0].Sum(l => Math.Exp(l - most))) + most;
        // What is all but impossible is rounded away in their probabilities.
        return tokens.Select((token, i) => theirs[i] < -12 ? 0 : Math.Abs(logits[0][token] - total - theirs[i])).Max();
    }

    private static async Task<int> TokensAsync(PeerProcess peer, string path, string tokenizer)
    {
        TinyModelFile.Save(path, "llama", GgmlType.Q8_0, tokenizer);
        await peer.AskAsync(new { op = "load", model = path });
        using var model = GgufModel.Load(path, new() { Threads = 1, Slots = 1 });
        var random = new Random(7);
        var all = string.Concat(TinyVocabulary.Texts);
        string[] texts = [.. TinyVocabulary.Texts, .. Enumerable.Range(0, 200).Select(_ => Piece(all, random) + Piece(all, random))];
        var different = new List<string>();
        foreach (var text in texts)
        {
            var answer = await peer.AskAsync(new { op = "tokenize", text, special = false });
            var theirs = answer["ids"]!.AsArray().Select(t => (int)t!);
            if (!theirs.SequenceEqual(model.Tokenizer.Encode(text, parseSpecial: false))) different.Add(text);
        }
        Console.WriteLine($"  tokenizer {tokenizer,-10} {texts.Length - different.Count} of {texts.Length} texts alike");
        foreach (var text in different.Take(3)) Console.WriteLine($"    differs: {System.Text.Json.JsonSerializer.Serialize(text)}");
        return different.Count == 0 ? 0 : 1;
    }

    private static string Piece(string text, Random random)
    {
        var start = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 20), text.Length - start);
        // No half of a surrogate pair.
        if (char.IsLowSurrogate(text[start])) (start, length) = (start + 1, length - 1);
        if (length > 0 && char.IsHighSurrogate(text[start + length - 1])) length--;
        return text.Substring(start, Math.Max(0, length));
    }
}
