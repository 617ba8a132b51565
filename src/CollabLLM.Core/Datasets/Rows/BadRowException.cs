using CollabLLM.Core.Datasets.Validation;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>A row cannot be used. It becomes an <see cref="InputException"/> or an entry of a validator's list.</summary>
public sealed class BadRowException(DatasetProblem problem, Exception? inner = null) : Exception(problem.ToString(), inner)
{
    public DatasetProblem Problem { get; } = problem;
}
