using System.Globalization;
using CollabLLM.Core.Conversations;
using CollabLLM.Data.Sessions;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What the page says about a reply: what happened, what is kept.</summary>
internal static class ReplyWords
{
    public sealed record Sentence(string Class, string Icon, string? Head, string Text);

    /// <summary>Null when there is nothing to say.</summary>
    public static Sentence? Notice(MessageView message) => message.Reply switch
    {
        { Outcome: ReplyOutcome.Stopped } => new("quiet", "square", null, "You stopped here."),
        { Outcome: ReplyOutcome.Interrupted } r => new("", "unplug", null, Kept(r.Cause ?? "The server restarted while I was writing.", message.Text)),
        { Outcome: ReplyOutcome.Failed or ReplyOutcome.TimedOut } r when message.Text.Length == 0 =>
            new("bad", "circle-alert", "No answer from the model.", r.Cause ?? "It did not say why."),
        { Outcome: ReplyOutcome.Failed or ReplyOutcome.TimedOut } r => new("bad", "circle-alert", null, Kept(r.Cause ?? "The model failed.", message.Text)),
        { Outcome: ReplyOutcome.Completed, Cause: { } cause } => new("", "circle-alert", null, cause),
        _ => null,
    };

    /// <summary>1st, 2nd, 3rd …</summary>
    public static string Place(int position) => position.ToString(CultureInfo.InvariantCulture) + ((position % 100) is 11 or 12 or 13 ? "th"
        : (position % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    public static string Estimate(TimeSpan? estimate) => estimate switch
    {
        null => "",
        { TotalSeconds: < 90 } e => string.Create(CultureInfo.InvariantCulture, $", about {Math.Max(1, Math.Round(e.TotalSeconds))} seconds"),
        { } e => string.Create(CultureInfo.InvariantCulture, $", about {Math.Round(e.TotalMinutes)} minutes"),
    };

    private static string Kept(string cause, string text) => text.Length > 0 ? $"{cause} What you saw is kept." : cause;
}
