using System.CommandLine;

namespace CollabLLM.Cli.Simulations;

/// <summary>Where the goals of a run come from.</summary>
internal static class GoalOptions
{
    public static Option<string> File() => new("--goals")
    {
        Description = "What the users want: rows with prompt and completion (JSON lines, a JSON array or Parquet, also .gz). The assistant sees neither.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string[]> Map() => new("--map")
    {
        Description = "The column of a field, such as prompt=problem; may be given again. Columns without a field are metadata.",
        HelpName = "FIELD=COLUMN",
    };
}
