using CollabLLM.Models;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The place in the model's queue, which travels as an update without text.</summary>
internal static class QueueNews
{
    public static ReplyEvent.Queue? Of(ChatResponseUpdate update) =>
        QueuePosition.Of(update) is { } place ? new ReplyEvent.Queue(place.Ahead + 1, place.Estimate) : null;
}
