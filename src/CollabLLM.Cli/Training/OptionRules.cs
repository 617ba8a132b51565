using System.CommandLine;

namespace CollabLLM.Cli.Training;

/// <summary>What does not go together is refused before anything is read.</summary>
internal static class OptionRules
{
    /// <exception cref="CommandException">One of the options was given although it must not be.</exception>
    public static void Without(ParseResult parse, bool forbidden, IEnumerable<Option> options, string why)
    {
        if (forbidden && options.FirstOrDefault(o => parse.GetResult(o) is { Implicit: false }) is { } given) throw new CommandException(ExitCodes.Usage, $"{given.Name} {why}.");
    }
}
