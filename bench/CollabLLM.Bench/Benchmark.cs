namespace CollabLLM.Bench;

/// <summary>A benchmark of the command line: what it measures, and how it runs. The result is the process's exit code.</summary>
internal sealed record Benchmark(string What, Func<string[], Task<int>> RunAsync);
