namespace CollabLLM.Training.Trainers;

/// <summary>
/// The learning rate over a run: up along a line for some steps, then down to <see cref="Last"/> as <see cref="Shape"/> says. How far the run is decides, in steps or in tokens.
/// </summary>
public sealed record RateSchedule
{
    /// <summary>The highest rate, above 0. The default is the paper's for supervised fine-tuning.</summary>
    public double Peak { get; init; } = 1e-5;

    /// <summary>Steps until the peak.</summary>
    public int WarmUp { get; init; }

    /// <summary>What comes after the peak.</summary>
    public RateShape Shape { get; init; } = RateShape.Cosine;

    /// <summary>Share of the run until the line begins, from 0 to below 1; for <see cref="RateShape.Plateau"/>.</summary>
    public double Plateau { get; init; } = 0.6;

    /// <summary>What is left of the peak at the end, from 0 to 1.</summary>
    public double Last { get; init; }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">From 0.</param>
    /// <param name="share">How much of the run is done before it, from 0 to 1.</param>
    public double At(long step, double share)
    {
        if (step < WarmUp) return Peak * (step + 1) / WarmUp;
        // Half a cosine over what the warm-up leaves of the run, so that it begins at the peak.
        var warm = step == 0 ? 0 : share * WarmUp / step;
        var down = Shape == RateShape.Cosine ? (1 - Math.Cos(Math.PI * (warm < 1 ? Math.Clamp((share - warm) / (1 - warm), 0, 1) : 1))) / 2 : Math.Clamp((share - Plateau) / (1 - Plateau), 0, 1);
        return Peak * (1 - ((1 - Last) * down));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Peak} after {WarmUp} steps, {Shape} {Plateau} to {Last}");

    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (!double.IsFinite(Peak) || Peak <= 0) throw new TrainingException($"A learning rate must be above 0, not {Peak}.");
        if (WarmUp < 0) throw new TrainingException($"A warm-up takes 0 steps or more, not {WarmUp}.");
        if (Plateau is not (>= 0 and < 1) || Last is not (>= 0 and <= 1))
        {
            throw new TrainingException($"A plateau must be from 0 to below 1 of the run and the last rate from 0 to 1 of the peak, not {Plateau} and {Last}.");
        }
    }
}
