using System.Text.Json.Serialization;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Web.Features.Chat;

/// <summary>What a viewer of a reply is told, in order. The last one is <see cref="Ended"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Delta), "delta")]
[JsonDerivedType(typeof(Queue), "queue")]
[JsonDerivedType(typeof(Ended), "ended")]
public abstract record ReplyEvent
{
    private ReplyEvent()
    {
    }

    /// <summary>More text; stored before it is told. Numbers follow each other without gaps or repetition.</summary>
    public sealed record Delta(long Seq, string Text) : ReplyEvent;

    /// <summary>The reply waits for the model.</summary>
    /// <param name="Position">Its place in the line: 1 is next, 0 says that the wait is over.</param>
    public sealed record Queue(int Position, TimeSpan? Estimate) : ReplyEvent;

    /// <summary>The end, with the whole text as it is kept: after Stop it may be shorter than what another viewer has seen.</summary>
    /// <param name="Cause">One sentence for the person; never part of the text.</param>
    /// <param name="CanContinue">Whether a new reply may start from the kept text.</param>
    public sealed record Ended(
        [property: JsonConverter(typeof(JsonStringEnumConverter<ReplyOutcome>))] ReplyOutcome Outcome, string FinalText, string? Cause, bool CanContinue)
        : ReplyEvent;
}
