using System.CommandLine;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Commands;

/// <summary><c>collab simulate</c>: conversations between a model and simulated users.</summary>
internal static class SimulateCommand
{
    public static Command Create(CommandRunner run)
    {
        var options = new SimulateOptions();
        var command = new Command("simulate", "Let simulated users, each with a goal of a file, talk with a model.");
        foreach (var option in options.All) command.Options.Add(option);
        command.SetAction(run(async (parse, context) =>
        {
            await using var opened = Run.Open(parse, options.Run, context);
            var plan = await SimulationPlan.MakeAsync(parse, options, opened);
            var json = parse.GetValue(options.Run.Json);
            if (parse.GetValue(options.Run.DryRun))
            {
                ForecastTable.Write(context.Output, plan.Forecast(), json);
                return ExitCodes.Success;
            }
            var conversations = await SimulateAsync(plan, opened);
            await opened.Folder.WriteLinesAsync("conversations.jsonl", Lines(conversations, plan), ConversationLine.Json);
            var summary = new SimulationSummary(conversations, plan, opened);
            await opened.WriteSummaryAsync(summary.ToJson());
            summary.Write(context.Output);
            if (json) context.Output.WriteJson(summary.ToJson());
            // What failed is in the file; who only looks at the exit code must learn of it too when nothing else came.
            return conversations.Count > 0 && conversations.All(c => c.Stop == StopReason.Error) ? ExitCodes.Unavailable : ExitCodes.Success;
        }));
        return command;
    }

    /// <summary>All at once: only the slots of the endpoints hold them back.</summary>
    private static async Task<IReadOnlyList<SimulatedConversation>> SimulateAsync(SimulationPlan plan, Run run)
    {
        var ended = await run.WorkAsync("conversations", plan.Requests, plan.Forecast().Calls, plan.Requests.Count, plan.Simulator.RunAsync);
        run.Context.Interruption.Leave.ThrowIfCancellationRequested();
        return ended;
    }

    private static IEnumerable<JsonObject> Lines(IReadOnlyList<SimulatedConversation> conversations, SimulationPlan plan)
    {
        var samples = plan.Requests.Count / plan.Requests.Select(r => r.Goal.Id).Distinct(StringComparer.Ordinal).Count();
        return conversations.Select((c, i) => ConversationLine.Of(c, i % samples, plan));
    }
}
