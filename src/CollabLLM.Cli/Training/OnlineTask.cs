using System.CommandLine;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>What an online method gets to make its objective of.</summary>
/// <param name="Parse">The command line.</param>
/// <param name="Policy">What learns.</param>
/// <param name="Source">Draws.</param>
/// <param name="Updates">How it learns from what was drawn.</param>
/// <param name="Time">For the seconds of rollouts.</param>
/// <param name="Stop">Ends it.</param>
internal sealed record OnlineTask(ParseResult Parse, Policy Policy, IRolloutSource Source, OnlineOptions Updates, TimeProvider Time, CancellationToken Stop);
