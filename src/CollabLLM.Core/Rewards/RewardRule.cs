namespace CollabLLM.Core.Rewards;

/// <summary>The reward R* of one conversation from its metrics.</summary>
public sealed record RewardRule
{
    private readonly IReadOnlyList<RewardTerm> _terms = [];

    /// <exception cref="InputException">No term, a term twice, a weight that is not finite, or a token term whose weight is not negative where it is clamped.</exception>
    public RewardRule(RewardForm form, IReadOnlyList<RewardTerm> terms, double solvedAt = 1)
    {
        if (terms.Count == 0) throw new InputException("A reward needs at least one metric with a weight.");
        foreach (var term in terms)
        {
            if (!double.IsFinite(term.Weight)) throw new InputException($"The weight of {term.Signature} must be a finite number.");
            if (terms.Count(t => t.Signature == term.Signature) > 1) throw new InputException($"{term.Signature} has two weights.");
            if (form != RewardForm.Linear && term is { Part: RewardPart.Tokens, Weight: > 0 })
            {
                throw new InputException($"The weight of {term.Signature} must be 0 or less: tokens are a cost, clamped at 1.");
            }
        }
        if (form == RewardForm.Gated && !terms.Any(t => t.Part == RewardPart.Task)) throw new InputException("A gated reward needs a metric of the task.");
        (Form, _terms, SolvedAt) = (form, terms, solvedAt);
    }

    public RewardForm Form { get; }

    public IReadOnlyList<RewardTerm> Terms => _terms;

    /// <summary>Gated: the task counts as solved when every metric of it is at least this.</summary>
    public double SolvedAt { get; }

    /// <param name="values">Signature to value; those without weight are ignored.</param>
    /// <exception cref="InputException">A metric with a weight has no value.</exception>
    public double Of(IReadOnlyDictionary<string, double> values)
    {
        var solved = Form != RewardForm.Gated || _terms.Where(t => t.Part == RewardPart.Task).All(t => Value(t) >= SolvedAt);
        return _terms.Where(t => solved || t.Part == RewardPart.Task).Sum(Contribution);

        double Contribution(RewardTerm term) =>
            Form != RewardForm.Linear && term.Part == RewardPart.Tokens ? -Math.Min(-term.Weight * Value(term), 1) : term.Weight * Value(term);

        double Value(RewardTerm term) =>
            values.TryGetValue(term.Signature, out var value) ? value : throw new InputException($"There is a weight for {term.Signature}, but no such metric was scored.");
    }
}
