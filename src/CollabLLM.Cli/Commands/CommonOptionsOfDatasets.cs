using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary>What several dataset commands take, described once.</summary>
internal static class CommonOptionsOfDatasets
{
    public static Argument<string[]> Files() => new("FILE")
    {
        Description = "Nested or flattened; JSON, JSON Lines, either gzipped, or Parquet. Several are read as one.",
        Arity = ArgumentArity.OneOrMore,
    };
}
