namespace CollabLLM.Training.Rollouts;

/// <summary>How many replies a step draws, and how. The defaults are the published code's, where it has some.</summary>
public sealed record RolloutOptions
{
    /// <summary>Contexts of a step, each from a conversation about another goal. The paper's batch for online DPO is 32.</summary>
    public int Contexts { get; init; } = 32;

    /// <summary>Replies to each context.</summary>
    public int Replies { get; init; } = 2;

    /// <summary>Messages of the conversations that replies are drawn to, at most, both sides together; the last one is the user's, so of an even number one less.</summary>
    public int MaxMessages { get; init; } = 14;

    /// <summary>Messages that a future adds after a reply, both sides together; 4 is the paper's window w = 2.</summary>
    public int FutureMessages { get; init; } = 4;

    /// <summary>Most tokens of a reply, and never more than half of the model's context.</summary>
    public int ReplyTokens { get; init; } = 2048;

    /// <summary>Conversations that are written at the same time.</summary>
    public int Together { get; init; } = 64;

    /// <summary>Null: the managed decoder beside the processor, the policy itself on another device.</summary>
    public RolloutEngine? Engine { get; init; }

    /// <summary>Threads of the managed decoder; null: the physical cores, at most 8.</summary>
    public int? Threads { get; init; }

    /// <summary>Of goals, contexts, replies and futures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        if (Contexts < 1 || Replies < 1) throw new TrainingException($"A step draws at least one reply to one context, not {Replies} to {Contexts}.");
        if (MaxMessages < 1 || FutureMessages < 0) throw new TrainingException($"Conversations have 1 message or more and futures 0 or more, not {MaxMessages} and {FutureMessages}.");
        if (ReplyTokens < 1 || Together < 1 || Threads < 1) throw new TrainingException($"Tokens of a reply, conversations at a time and threads are 1 or more, not {ReplyTokens}, {Together} and {Threads ?? 1}.");
    }
}
