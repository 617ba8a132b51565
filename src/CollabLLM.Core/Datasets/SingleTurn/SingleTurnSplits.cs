namespace CollabLLM.Core.Datasets.SingleTurn;

/// <summary>Rows for training in the order of the file, rows for evaluation in the order in which they were drawn.</summary>
public sealed record SingleTurnSplits(IReadOnlyList<Goal> Train, IReadOnlyList<Goal> Eval);
