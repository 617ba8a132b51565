using System.CommandLine;
using System.CommandLine.Invocation;
using CollabLLM.Cli.Commands;
using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Gguf.Format;
using CollabLLM.Models;
using CollabLLM.Training;
using Microsoft.Extensions.Options;

namespace CollabLLM.Cli;

/// <summary>The command line as a whole: its commands, and what becomes of an error. Callable from tests.</summary>
internal static class CollabCommand
{
    private const string RootHelp = "The folder with appsettings.json. Default: COLLAB_ROOT, else the nearest folder upwards that has one.";

    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandContext context)
    {
        var root = new Option<string?>("--root") { Description = RootHelp, HelpName = "FOLDER", Recursive = true };
        var command = new RootCommand("Chat with the models of CollabLLM.Web; look after them and after the database.")
        {
            root,
            ChatCommand.Create(Run),
            ModelsCommand.Create(Run),
            SimulateCommand.Create(Run),
            RewardCommand.Create(Run),
            GenerateCommand.Create(Run),
            DatasetCommand.Create(Run),
            TrainCommand.Create(Run),
            CycleCommand.Create(Run),
            PromptsCommand.Create(Run),
            MetricCommand.Create(Run),
            CodeCommand.Create(Run),
            DbCommand.Create(Run),
        };
        command.HelpName = "collab";
        foreach (var version in command.Options.OfType<VersionOption>()) version.Action = new VersionAction();
        // A message may begin with @; it is no file of arguments.
        var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction) return Wrong(parsed, context.Output);
        return await parsed.InvokeAsync(new()
        {
            Output = context.Output.Out,
            Error = context.Output.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });

        Func<ParseResult, CancellationToken, Task<int>> Run(Func<ParseResult, CommandContext, Task<int>> act) =>
            (parse, _) => GuardedAsync(() => act(parse, context with { Root = parse.GetValue(root) }), context.Output);
    }

    /// <summary>An expected failure is a sentence and an exit code; anything else is a defect and shows itself.</summary>
    private static async Task<int> GuardedAsync(Func<Task<int>> act, CommandOutput output)
    {
        try
        {
            return await act();
        }
        catch (OperationCanceledException)
        {
            output.Say("Stopped.");
            return ExitCodes.Interrupted;
        }
        catch (CommandException e)
        {
            output.Say(e.Message);
            return e.ExitCode;
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures) output.Say(failure);
            return ExitCodes.Configuration;
        }
        catch (InputException e)
        {
            output.Say(e.Message);
            return ExitCodes.BadInput;
        }
        catch (BudgetException e)
        {
            output.Say($"{e.Message} What was answered is kept: the same command with a larger budget goes on from there.");
            return ExitCodes.Budget;
        }
        catch (CallFailedException e)
        {
            output.Say(e.Message);
            return ExitCodes.Unavailable;
        }
        catch (GgufException e)
        {
            output.Say(e.Message);
            return ExitCodes.BadInput;
        }
        catch (TrainingException e)
        {
            output.Say(e.Message);
            return ExitCodes.BadInput;
        }
        catch (ModelException e)
        {
            output.Say(e.Message);
            return e.Failure == ModelFailure.TooLong ? ExitCodes.BadInput : ExitCodes.Unavailable;
        }
        // The edge of the program: nobody else would say it.
        catch (Exception e)
        {
            output.Say($"This is a defect of collab, please report it: {e}");
            return ExitCodes.Defect;
        }
    }

    private static int Wrong(ParseResult parsed, CommandOutput output)
    {
        var command = parsed.CommandResult.Command;
        var name = command is RootCommand ? "collab" : string.Join(' ', command.Parents.OfType<Command>().Where(c => c is not RootCommand).Select(c => c.Name)
            .Prepend("collab").Append(command.Name));
        if (command.Subcommands.Count > 0)
        {
            var known = string.Join(", ", command.Subcommands.Select(c => c.Name));
            output.Say(parsed.UnmatchedTokens is [var typed, ..] ? $"{name} has no command {typed}. It has: {known}." : $"{name} needs a command: {known}.");
        }
        else
        {
            foreach (var error in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal)) output.Say(error);
        }
        output.Say($"See {Self.Command}{name["collab".Length..]} --help");
        return ExitCodes.Usage;
    }
}
