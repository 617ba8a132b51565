using System.CommandLine;
using CollabLLM.Training.Policies;

namespace CollabLLM.Cli.Training;

/// <summary>What a method gets to make its objective of.</summary>
/// <param name="Parse">The command line.</param>
/// <param name="Policy">What learns.</param>
/// <param name="View">Shows what takes long.</param>
/// <param name="Stop">Ends it.</param>
internal sealed record TrainingTask(ParseResult Parse, Policy Policy, TrainingView View, CancellationToken Stop);
