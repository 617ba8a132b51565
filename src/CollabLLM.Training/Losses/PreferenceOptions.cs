namespace CollabLLM.Training.Losses;

/// <summary>Settings of <see cref="PreferenceLoss"/>; the defaults are the CollabLLM code's.</summary>
public sealed record PreferenceOptions
{
    /// <summary>How strongly the policy is held to the reference, above 0.</summary>
    public double Beta { get; init; } = 0.1;

    /// <summary>Assumed share of pairs with the wrong winner, from 0 to below 0.5 (conservative DPO).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Divides each log ratio by the number of its tokens, so that length alone wins nothing; β must then be larger, 2 for example.</summary>
    public bool PerToken { get; init; }

    /// <summary>α, 0 or more: what the mean −log π of all chosen replies' tokens counts beside, so that good replies do not become rarer while worse ones become rarer still (RPO).</summary>
    public double ChosenWeight { get; init; }

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (!double.IsFinite(Beta) || Beta <= 0) throw new TrainingException($"DPO's beta must be above 0, not {Beta}.");
        if (!double.IsFinite(ChosenWeight) || ChosenWeight < 0) throw new TrainingException($"DPO's weight of chosen replies must be 0 or more, not {ChosenWeight}.");
        if (LabelSmoothing is not (>= 0 and < 0.5)) throw new TrainingException($"DPO's label smoothing must be from 0 to below 0.5, not {LabelSmoothing}.");
    }
}
