using CollabLLM.Training.Rollouts;

namespace CollabLLM.Training.Trainers;

/// <summary>A reply with its context, as an online trainer learns from it.</summary>
internal sealed class OnlineReply
{
    public OnlineReply(RolloutGroup context, int group, RolloutReply reply)
    {
        (Context, Group, Reply) = (context.Name, group, reply);
        Document = [.. context.Prompt, .. reply.Tokens];
        PromptLength = context.Prompt.Length;
    }

    /// <summary>Its name, for errors.</summary>
    public string Context { get; }

    /// <summary>Number of the context in its step.</summary>
    public int Group { get; }

    public RolloutReply Reply { get; }

    /// <summary>Prompt and reply.</summary>
    public int[] Document { get; }

    public int PromptLength { get; }

    public int Length => Reply.Tokens.Length;

    /// <summary>log π of each token when it was drawn, where it is needed.</summary>
    public float[] Old { get; set; } = [];

    /// <summary>log π of each token under the reference, where it is needed.</summary>
    public float[] Reference { get; set; } = [];

    /// <summary>What the value head said before each token when it was drawn.</summary>
    public float[] Values { get; set; } = [];

    /// <summary>What each token was worth.</summary>
    public float[] Advantages { get; set; } = [];

    /// <summary>What the value head should have said.</summary>
    public float[] Returns { get; set; } = [];
}
