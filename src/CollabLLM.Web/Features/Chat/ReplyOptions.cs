using System.Buffers.Binary;
using CollabLLM.Core.Conversations;
using CollabLLM.Models;
using Microsoft.Extensions.AI;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The settings of a reply, as kept and as the model takes them.</summary>
internal static class ReplyOptions
{
    /// <summary>Fills in what nobody asked for, so that the log says what was really used and the reply can be made again.</summary>
    public static GenerationSettings Complete(GenerationSettings? asked, Guid replyId, ChatSettings usual)
    {
        var settings = asked ?? new GenerationSettings();
        return settings with
        {
            Seed = settings.Seed ?? SeedOf(replyId),
            MaxOutputTokens = settings.MaxOutputTokens ?? usual.MaxOutputTokens,
            Temperature = settings.Temperature ?? usual.Temperature,
        };
    }

    public static ChatOptions Of(LiveTurn turn)
    {
        var options = turn.Settings.ToChatOptions();
        options.AdditionalProperties![QueuePosition.PersonKey] = turn.PersonId.ToString();
        return options;
    }

    /// <summary>The random part of the id: 31 bits, which every host takes.</summary>
    private static long SeedOf(Guid replyId)
    {
        Span<byte> bytes = stackalloc byte[16];
        replyId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt32BigEndian(bytes[12..]) & int.MaxValue;
    }
}
