namespace CollabLLM.Training.Trainers;

/// <summary>A reply that is wanted or not; only its own tokens count.</summary>
/// <param name="Document">Prompt and reply.</param>
/// <param name="Wanted">Whether the policy is to write such replies more often, or less.</param>
public sealed record LabelledReply(TrainingDocument Document, bool Wanted)
{
    /// <summary>Both replies of each pair.</summary>
    public static IReadOnlyList<LabelledReply> Of(IEnumerable<PreferencePair> pairs) =>
        [.. pairs.SelectMany(p => new LabelledReply[] { new(p.Chosen, true), new(p.Rejected, false) })];
}
