namespace CollabLLM.Training.Trainers;

/// <summary>
/// What a model from nothing reads before the world. Talks alone teach it to copy very late, because few of their tokens are copies: after 5 million tokens not one name was right. From text
/// that is said again word by word it learns that within a million.
/// </summary>
/// <param name="Echoes">First so many complete requests that the assistant repeats.</param>
/// <param name="Complete">Then so many that it answers with the document, and nothing else (<see cref="Core.World.Habits.CompleteOnly"/>).</param>
/// <param name="Asked">
/// Then so many talks in which it asks for all that is missing (<see cref="Core.World.Habits.AskAlways"/>). What is asked for has to be used as well as what is told at once: a base that asks seldom
/// learns that too seldom, and asking would not pay because of what comes after it.
/// </param>
public sealed record WorldPrimer(long Echoes, long Complete, long Asked)
{
    /// <summary>The primer of the built-in model.</summary>
    public static WorldPrimer Usual { get; } = new(12_000, 8_000, 6_000);

    internal void Validate()
    {
        if (Echoes < 0 || Complete < 0 || Asked < 0) throw new TrainingException($"base: echoes, complete and asked of the primer are 0 or more, not {Echoes}, {Complete} and {Asked}.");
    }
}
