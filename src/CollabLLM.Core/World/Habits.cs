namespace CollabLLM.Core.World;

/// <summary>
/// How the assistant of written dialogues behaves: the mixture that a base policy learns. The defaults are the mixture of the built-in model's base. They were fixed before
/// anything was measured; the talks in which everything is asked for (<see cref="AskAlways"/>), which come before them, and the length of documents were not (docs/training.md).
/// </summary>
public sealed record Habits
{
    /// <summary>Complete requests and their documents: nothing in it says whether to ask.</summary>
    public static Habits CompleteOnly { get; } = new() { CompleteShare = 1, ForeignShare = 0, RevisionShare = 0, ProactiveShare = 0, PlainShare = 0 };

    /// <summary>Incomplete requests, all of which it asks about.</summary>
    public static Habits AskAlways { get; } = new() { AskShare = 1, ProactiveAskShare = 1, CompleteShare = 0.1, ForeignShare = 0 };

    /// <summary>Share of incomplete requests at which it asks. At the others it invents what is missing and waits to be corrected.</summary>
    public double AskShare { get; init; } = 0.35;

    /// <summary>The same in dialogues that begin with <see cref="Prefixes.Proactive"/>: a prompt helps, and does not do all.</summary>
    public double ProactiveAskShare { get; init; } = 0.5;

    /// <summary>Share of dialogues that begin with the proactive prefix.</summary>
    public double ProactiveShare { get; init; } = 0.15;

    /// <summary>Share of dialogues that begin with another system message, which changes nothing.</summary>
    public double PlainShare { get; init; } = 0.05;

    /// <summary>Share of first requests that tell everything.</summary>
    public double CompleteShare { get; init; } = 0.3;

    /// <summary>Share of first documents with a suggestion.</summary>
    public double SuggestShare { get; init; } = 0.5;

    /// <summary>Share of dialogues that begin outside the world.</summary>
    public double ForeignShare { get; init; } = 0.15;

    /// <summary>Share of finished documents that the user then wants changed.</summary>
    public double RevisionShare { get; init; } = 0.35;

    /// <summary>Share of questions that the user skips.</summary>
    public double SkipShare { get; init; } = 0.05;

    /// <summary>Share of answers on a card that are one of the options it offers.</summary>
    public double OptionShare { get; init; } = 0.2;
}
