namespace CollabLLM.Core.Datasets.Validation;

/// <summary>What a validator found.</summary>
/// <param name="Rows">Rows that could be read.</param>
/// <param name="Conversations">Of multiturn data; 0 where there is none.</param>
/// <param name="Count">Of all problems.</param>
/// <param name="Problems">The first of them, in the order of the file: rows that cannot be read come before the others.</param>
public sealed record ValidationReport(int Rows, int Conversations, int Count, IReadOnlyList<DatasetProblem> Problems);
