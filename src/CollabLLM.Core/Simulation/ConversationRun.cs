using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Simulation.Detection;

namespace CollabLLM.Core.Simulation;

/// <summary>One conversation while it goes on.</summary>
internal sealed class ConversationRun(SimulatedAssistant assistant, IUserSimulator user, SimulationOptions options, SimulationRequest request)
{
    private const string EmptyReminder = "Your last reply was empty. Reply with a message.";
    private const string UnreadableReminder = "Your last reply was not in the form that was asked for. Reply in that form.";
    private const string EchoReminder = "Your last reply repeated an earlier message of this conversation. Say something new.";
    private const int Attempts = 2;

    private readonly List<TranscriptMessage> _messages = [.. request.History];
    private readonly List<SimulationFinding> _findings = [];
    private readonly List<UserNote> _notes = [];
    private CallUsage _usage = CallUsage.None;
    private int _reasks;

    public async Task<SimulatedConversation> RunAsync(CancellationToken cancellationToken)
    {
        for (var left = request.MessageBudget; left > 0; left--)
        {
            var role = _messages is [.., { Role: MessageRole.User }] ? MessageRole.Assistant : MessageRole.User;
            try
            {
                if (await NextAsync(role, left, cancellationToken) is { } stop) return Ended(stop.Reason, stop.Failure);
            }
            catch (CallFailedException e)
            {
                return Ended(StopReason.Error, e.Failure);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return Ended(StopReason.Cancelled);
            }
        }
        return Ended(StopReason.Budget);
    }

    /// <returns>Null to go on.</returns>
    private async Task<(StopReason Reason, Failure? Failure)?> NextAsync(MessageRole role, int left, CancellationToken cancellationToken)
    {
        string? reminder = null;
        for (var attempt = 1; ; attempt++)
        {
            var address = FormattableString.Invariant($"{request.Address}/{_messages.Count}/{role.Wire()}{(attempt == 1 ? "" : $"/{attempt}")}");
            var reply = role == MessageRole.User
                ? await user.SpeakAsync(
                    new() { Goal = request.Goal, Messages = [.. _messages], Address = address, Seed = request.Seed, Priority = left, Reminder = reminder }, cancellationToken)
                : Spoken(await assistant.SpeakAsync(request.Mode, [.. _messages], address, request.Seed, left, reminder, cancellationToken));
            _usage += reply.Usage;
            if (reply.Left) return (StopReason.Signal, null);
            if (reply.Failure is { } failure)
            {
                if (attempt == Attempts || reply.Settled || failure.Kind != FailureKind.Model) return (StopReason.Error, failure);
                reminder = UnreadableReminder;
                _reasks++;
                continue;
            }

            var flaw = FlawOf(role, reply);
            if (flaw is null)
            {
                Add(role, reply);
                return role == MessageRole.User && reply.Text.Contains(options.TerminationSignal, StringComparison.Ordinal) ? (StopReason.Signal, null) : null;
            }
            if (attempt == Attempts || reply.Settled) return (flaw.Value, null);
            reminder = flaw == StopReason.Empty ? EmptyReminder : EchoReminder;
            _reasks++;
        }
    }

    private static UserReply Spoken(SpokenReply reply) => new(reply.Text) { Failure = reply.Failure, Usage = reply.Usage };

    private StopReason? FlawOf(MessageRole role, UserReply reply)
    {
        if (string.IsNullOrWhiteSpace(reply.Text)) return StopReason.Empty;
        if (EchoDetector.Find(_messages, role, WithoutSignal(reply.Text), options.Detectors) is not { } echo) return null;
        _findings.Add(new(FindingKind.Echo, echo.Message, echo.Likeness));
        // What would be the same a second time says so itself, and a message that ends the conversation may repeat what it likes.
        return reply.Settled || (role == MessageRole.User && reply.Text.Contains(options.TerminationSignal, StringComparison.Ordinal)) ? null : StopReason.Echo;
    }

    private void Add(MessageRole role, UserReply reply)
    {
        if (role == MessageRole.User)
        {
            var text = WithoutSignal(reply.Text);
            if (GoalLeakDetector.Find(request.Goal, _messages, text, options.Detectors) is { } leak) _findings.Add(new(FindingKind.GoalLeak, _messages.Count, leak));
            if (SolvingDetector.Find(request.Goal, _messages, text, options.Detectors) is { } solving) _findings.Add(new(FindingKind.Solving, _messages.Count, solving));
            if (reply.Note is { } note) _notes.Add(new(_messages.Count, note));
        }
        _messages.Add(new(role, reply.Text));
    }

    private string WithoutSignal(string text) => text.Replace(options.TerminationSignal, "", StringComparison.Ordinal);

    private SimulatedConversation Ended(StopReason stop, Failure? failure = null) => new()
    {
        Request = request,
        Messages = _messages,
        Stop = stop,
        Failure = failure,
        Findings = _findings,
        Reasks = _reasks,
        UserNotes = _notes,
        Usage = _usage,
    };
}
