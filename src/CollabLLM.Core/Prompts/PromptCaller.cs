using System.Globalization;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts.Replies;
using Microsoft.Extensions.AI;

namespace CollabLLM.Core.Prompts;

/// <summary>
/// Asks a model by a prompt and reads its reply: held to the JSON schema where the endpoint offers that, else read tolerantly; one
/// repair call; then a failure, which is never a value. Thread-safe.
/// </summary>
public sealed class PromptCaller(CallRunner calls, PromptLibrary prompts, PromptCallPolicy? policy = null)
{
    private readonly PromptCallPolicy _policy = policy ?? new();

    public PromptLibrary Prompts { get; } = prompts;

    /// <exception cref="BudgetException">The budget of the run does not allow the next call.</exception>
    /// <exception cref="OperationCanceledException">The caller's token.</exception>
    public async Task<PromptAnswer> AskAsync(PromptQuestion question, CancellationToken cancellationToken)
    {
        var prompt = question.Prompt;
        var policy = question.Policy ?? _policy;
        if (prompt.Outputs.IsEmpty) throw new ArgumentException($"The prompt {prompt.Name} names no outputs to read.", nameof(question));
        var messages = Messages(question);
        var usage = CallUsage.None;
        Failure? first = null;
        var silent = true;
        for (var draw = 1; draw <= Math.Max(1, policy.Draws); draw++)
        {
            var address = draw == 1 ? question.Address : string.Create(CultureInfo.InvariantCulture, $"{question.Address}/draw{draw}");
            CallReply reply;
            try
            {
                reply = await calls.AskAsync(Call(question, messages, address, draw), cancellationToken);
            }
            catch (CallFailedException e)
            {
                silent &= first is not null;
                return Failed(first ?? e.Failure);
            }
            usage += reply.Took;
            var reading = Read(question, reply.Text);
            if (reading.Value is not null) return new(reading.Value, null, usage, prompt.Stamp, reading.Tolerated);
            silent &= string.IsNullOrWhiteSpace(reply.Text);
            first ??= Unreadable(question, reply, reading.Problem!);
            if (draw > 1 || !policy.Repair || string.IsNullOrWhiteSpace(reply.Text)) continue;
            var (repaired, took) = await RepairAsync(question, policy, reply.Text, reading.Problem!, cancellationToken);
            usage += took;
            if (repaired?.Value is not null) return new(repaired.Value, null, usage, prompt.Stamp, [.. repaired.Tolerated, "a repair call"]) { Repaired = true };
        }
        return Failed(first!);

        PromptAnswer Failed(Failure failure) => new(null, failure, usage, prompt.Stamp, []) { Silent = silent };
    }

    private static ReplyReading Read(PromptQuestion question, string reply)
    {
        var reading = ReplyReader.Read(reply, question.Prompt.Outputs);
        return reading.Value is { } value && question.Check?.Invoke(value) is { } wrong ? new(null, new(null, wrong), reading.Tolerated) : reading;
    }

    private static List<ChatMessage> Messages(PromptQuestion question)
    {
        var rendered = question.Prompt.Render(question.Arguments);
        if (question.Reminder is not null) rendered += $"\n\n{question.Reminder}";
        List<ChatMessage> messages = [new(ChatRole.User, rendered)];
        if (!string.IsNullOrWhiteSpace(question.SystemPrompt)) messages.Insert(0, new(ChatRole.System, question.SystemPrompt));
        return messages;
    }

    private static ModelCall Call(PromptQuestion question, List<ChatMessage> messages, string address, int draw) => new()
    {
        Model = question.Model,
        Role = question.Role,
        Messages = messages,
        Settings = question.Settings with
        {
            Seed = Seeds.Derive(question.Seed, address),
            // The likeliest text would be the same text again.
            Temperature = draw > 1 && question.Settings.Temperature is 0 ? PromptCallPolicy.RedrawTemperature : question.Settings.Temperature,
        },
        Address = address,
        Schema = question.Model.StructuredOutput ? question.Prompt.Outputs.Json : null,
        Priority = question.Priority,
    };

    /// <summary>Without a schema: held to one, a model would have to make up what the reply does not say.</summary>
    private async Task<(ReplyReading? Reading, CallUsage Took)> RepairAsync(
        PromptQuestion question, PromptCallPolicy policy, string reply, ReplyProblem problem, CancellationToken cancellationToken)
    {
        var address = $"{question.Address}/repair";
        var rendered = Prompts.Get(PromptNames.Repair).Render(new Dictionary<string, string?>
        {
            ["reply"] = reply,
            ["problem"] = problem.Reason,
            ["wanted"] = question.Prompt.Outputs.Form,
        });
        try
        {
            var repaired = await calls.AskAsync(
                new()
                {
                    Model = policy.Repairer ?? question.Model,
                    Role = CallRole.Repair,
                    Messages = [new(ChatRole.User, rendered)],
                    Settings = new GenerationSettings
                    {
                        Temperature = 0,
                        MaxOutputTokens = question.Settings.MaxOutputTokens,
                        Seed = Seeds.Derive(question.Seed, address),
                    },
                    Address = address,
                    Priority = question.Priority,
                },
                cancellationToken);
            var reading = Read(question, repaired.Text);
            return (reading.Value is { } value && RepairCheck.SaysTheSame(reply, value, question.Prompt.Outputs) ? reading : null, repaired.Took);
        }
        catch (CallFailedException)
        {
            // The first cause is the reply that could not be read.
            return (null, CallUsage.None);
        }
    }

    private static Failure Unreadable(PromptQuestion question, CallReply reply, ReplyProblem problem)
    {
        var cut = reply.FinishReason == "length" ? " It reached its greatest length." : "";
        return new(FailureKind.Model, $"{question.Model.Name} did not answer {question.Prompt.Name} in its form: {problem.Reason}{cut}");
    }
}
