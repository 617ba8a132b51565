namespace CollabLLM.Core.Simulation.Intents;

/// <summary>How a user with hidden intents behaves.</summary>
/// <param name="Task">What the two are doing, such as <c>writing a document</c>. Never empty.</param>
public sealed record HiddenIntentOptions(string Task, string TerminationSignal = SimulationOptions.UsualSignal)
{
    /// <summary>A question that means an intent at least so strongly discovers it.</summary>
    public double Direct { get; init; } = 0.5;

    /// <summary>What touches an intent at least so strongly brings it nearer; a question that does so discovers what is emerging.</summary>
    public double Tangential { get; init; } = 0.2;

    /// <summary>What a question that could mean anything adds to every intent within reach.</summary>
    public double OpenQuestion { get; init; } = 0.15;

    /// <summary>So many messages of the assistant in a row that change nothing and deliver nothing wanted, and the user gives up.</summary>
    public int Patience { get; init; } = 3;
}
