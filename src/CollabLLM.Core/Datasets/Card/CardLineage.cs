using System.Text.Json.Nodes;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>What a run wrote down about itself.</summary>
/// <param name="Run">The name of its folder.</param>
/// <param name="Proof">Whether the summary names the data by its checksum, or only lies beside it.</param>
/// <param name="Facts">Fields of its <c>summary.json</c>: seed, goals, assistant, user, judge, prompts, reward, candidates_per_turn, price_list, scripted_models, calls; what is not there was not recorded.</param>
public sealed record CardLineage(string Run, LineageProof Proof, JsonObject Facts);
