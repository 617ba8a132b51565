using System.CommandLine;
using CollabLLM.Core;
using CollabLLM.Core.Datasets.SingleTurn;

namespace CollabLLM.Cli.Simulations;

/// <summary>Where the goals of a run come from.</summary>
internal static class GoalOptions
{
    public static Option<string> File() => new("--goals")
    {
        Description = "What the users want: rows of {\"prompt\", \"completion\", ...} as JSON Lines, a JSON list, either gzipped, or Parquet. The assistant sees neither.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<FieldMap> Map() => new("--map")
    {
        Description = "The column of a field, such as prompt=problem. May be given for prompt, completion, id and split; other columns are metadata.",
        HelpName = "FIELD=COLUMN",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => new(),
        CustomParser = result =>
        {
            try
            {
                return FieldMap.Parse(result.Tokens.Select(t => t.Value));
            }
            catch (InputException e)
            {
                result.AddError($"--map: {e.Message}");
                return null;
            }
        },
    };
}
