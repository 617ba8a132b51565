namespace CollabLLM.Training.Cycles;

/// <summary>Conversations with several replies at every turn.</summary>
public sealed record DataRecipe
{
    /// <summary>Conversations; the paper has 500.</summary>
    public int Goals { get; init; } = 500;

    /// <summary>
    /// Replies at every turn, as many as in the published examples. With 8, the best of them already does all that the reward can teach here, and pairs have nothing left to say.
    /// </summary>
    public int Replies { get; init; } = 3;

    /// <summary>Futures of every reply, as published.</summary>
    public int Futures { get; init; } = 3;

    /// <summary>w: turns that a future adds at most.</summary>
    public int Window { get; init; } = 2;

    /// <summary>No turn begins in a conversation with so many messages.</summary>
    public int MaxMessages { get; init; } = 8;

    /// <summary>Of the policy's replies. 1 is the policy itself: below it, replies chosen by chance teach to be surer, which is a gain that no reward has made.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Two replies are a pair when their rewards differ by at least this.</summary>
    public double MinimumGap { get; init; } = 0.1;

    /// <summary>
    /// Messages from outside the world, which the base answers once more. Supervised fine-tuning learns its honest answers beside the best replies, and the stages after it some of them at every update
    /// (<see cref="Trainers.Rehearsal"/>): what is never said again is forgotten.
    /// </summary>
    public int Rehearsed { get; init; } = 100;

    /// <summary>Of these, those that an update after supervised fine-tuning learns beside what it learns.</summary>
    public int RehearsedBeside { get; init; } = 8;

    internal void Validate()
    {
        if (Goals < 1 || Replies < 2 || Futures < 1) throw new TrainingException($"data: goals and futures are 1 or more and replies 2 or more, not {Goals}, {Futures} and {Replies}.");
        if (Rehearsed < 0 || RehearsedBeside < 1) throw new TrainingException($"data: rehearsed is 0 or more and rehearsedBeside 1 or more, not {Rehearsed} and {RehearsedBeside}.");
        if (Window < 0 || MaxMessages < 1 || !(Temperature > 0) || !(MinimumGap > 0))
        {
            throw new TrainingException($"data: window is 0 or more, maxMessages 1 or more, temperature and minimumGap above 0, not {Window}, {MaxMessages}, {Temperature} and {MinimumGap}.");
        }
    }
}
