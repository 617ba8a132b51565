using CollabLLM.Bench;
using CollabLLM.Bench.Datasets;
using CollabLLM.Bench.Decoding;
using CollabLLM.Bench.Pages;
using CollabLLM.Bench.Simulation;
using CollabLLM.Bench.Texts;
using CollabLLM.Bench.Training;
using CollabLLM.Bench.Turns;

// One command a benchmark: a name, what it measures, and the method that prints it. `dotnet run -c Release --project bench/CollabLLM.Bench -- NAME`
Dictionary<string, Benchmark> benchmarks = new(StringComparer.Ordinal)
{
    ["turn-cost"] = new("our stack over the same model called directly, processor time per 1,000 tokens [sqlite] [postgres]", TurnCost.RunAsync),
    ["turn-load"] = new("the most chats at 50 tokens/s whose deltas arrive within 500 ms [sqlite] [postgres] [numbers of chats]", TurnLoad.RunAsync),
    ["page"] = new("memory of an idle chat of 50 messages, bytes sent for one reply, queries per page load [sqlite] [postgres]", PageBench.RunAsync),
    ["simulate"] = new("wall time of 64 conversations over a long-tailed endpoint, beside the lower bound and a lock-step schedule [--scale N]", SimulateBench.RunAsync),
    ["decoder"] = new("built-in decoder beside llama.cpp: prompt and decode tokens a second, prefix reuse; --model FILE.gguf", DecoderBench.RunAsync),
    ["bleu"] = new("character BLEU of pairs of 3,000 characters, pairs a second, beside dictionaries of strings [number of pairs]", BleuBench.RunAsync),
    ["compare"] = new("logits and tokens beside llama.cpp on small random models of every architecture, tensor type and tokenizer", CompareBench.RunAsync),
    ["train"] = new("tokens/s of SFT, DPO and drawing, as a share of a matrix product's speed [--builtin | --smol] [--bf16] [--steps N] [--threads N]", TrainBench.RunAsync),
    ["train-plan"] = new("memory and time of LoRA on 1B, 3B and 8B, derived from their shapes", TrainPlan.RunAsync),
    ["dataset"] = new("1,000,000 shuffled flattened rows of 4 KB to DPO pairs in Parquet, beside DuckDB's grouping; [rows]", DatasetBench.RunAsync),
};

if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var benchmark))
{
    Console.WriteLine(Machine.Describe());
    return await benchmark.RunAsync(rest);
}

Console.Error.WriteLine("usage: bench NAME [options]");
foreach (var (key, known) in benchmarks) Console.Error.WriteLine($"  {key,-12} {known.What}");
return 2;
