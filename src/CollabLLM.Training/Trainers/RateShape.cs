namespace CollabLLM.Training.Trainers;

/// <summary>How a learning rate goes after its warm-up.</summary>
public enum RateShape
{
    /// <summary>Down along half a cosine.</summary>
    Cosine,

    /// <summary>Constant for a share of the run, then down along a line.</summary>
    Plateau,
}
