using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Kernels;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Bench.Decoding;

/// <summary>
/// Whether we compute what llama.cpp computes: a small random model of every architecture, tensor type and tokenizer that the reader
/// claims, each with each, and of every variation of an architecture. Prints a Markdown table; the exit code is 1 when anything differs.
/// </summary>
internal static class CompareBench
{
    private const string SentencePiece = "llama";
    private static readonly string[] Tokenizers = [SentencePiece, .. WordSplitter.Names];

    public static async Task<int> RunAsync(string[] args)
    {
        var (peer, problem) = PeerProcess.Start("logits.mjs");
        if (peer is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }
        var folder = Directory.CreateTempSubdirectory("gguf-compare-");
        try
        {
            var comparison = new PeerComparison(peer, folder.FullName);
            // One word runs only the rows whose name has it: compare Adapter.
            var only = args is [var word] ? word : "";
            Console.WriteLine();
            Console.WriteLine("| model | tokenizers | texts alike | log-probability, served | log-probability, exact | |");
            Console.WriteLine("|---|---|---|---|---|---|");
            foreach (var architecture in ModelShapeReader.Supported)
            {
                foreach (var type in RandomRows.Types) await RowAsync(comparison, only, architecture, type, Tokenizers, TinyVariation.None);
                foreach (var variation in Enum.GetValues<TinyVariation>()[1..])
                {
                    // Only llama has models with such a tensor.
                    if (variation == TinyVariation.FrequencyFactors && architecture != "llama") continue;
                    IReadOnlyList<GgmlType> types = variation switch { TinyVariation.Adapter => RandomRows.Types, TinyVariation.MixedTypes => [GgmlType.Q4_1], _ => [GgmlType.F32] };
                    foreach (var type in types) await RowAsync(comparison, only, architecture, type, ["smollm"], variation);
                }
            }
            Console.WriteLine();
            Console.WriteLine($"Tokenizers by tokenizer.ggml.pre: SentencePiece (llama), {string.Join(", ", Tokenizers[1..])}.");
            Console.WriteLine(comparison.Differences == 0 ? "Nothing differs." : $"{comparison.Differences} comparisons differ.");
            return comparison.Differences == 0 ? 0 : 1;
        }
        finally
        {
            await peer.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    private static async Task RowAsync(PeerComparison comparison, string only, string architecture, GgmlType type, string[] tokenizers, TinyVariation variation)
    {
        var name = variation == TinyVariation.None ? $"{architecture} {type}" : $"{architecture} {type}, {variation}";
        if (!name.Contains(only, StringComparison.Ordinal)) return;
        var total = new PeerAgreement();
        foreach (var tokenizer in tokenizers) total = total.With(await comparison.CompareAsync(architecture, type, tokenizer, variation));
        var verdict = total.IsGood(type) ? "" : "**differs**";
        Console.WriteLine($"| {name} | {tokenizers.Length} | {total.Alike} of {total.Texts} | {total.Served:0.000} | {total.Exact:0.000} | {verdict} |");
        if (verdict.Length > 0) comparison.Differences++;
    }
}
