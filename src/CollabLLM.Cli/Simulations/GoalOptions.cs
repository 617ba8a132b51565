using System.CommandLine;

namespace CollabLLM.Cli.Simulations;

/// <summary>Where the goals of a run come from.</summary>
internal static class GoalOptions
{
    public static Option<string> File() => new("--goals")
    {
        Description = "What the users want: lines of {\"prompt\", \"completion\", ...}. The assistant sees neither.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string[]> Map() => new("--map")
    {
        Description = "The column of a field, such as prompt=problem. May be given for prompt, completion, id and split; other columns are metadata.",
        HelpName = "FIELD=COLUMN",
        DefaultValueFactory = _ => [],
    };
}
