namespace CollabLLM.Cli.Training;

/// <summary>What holds for an online method where nothing else is said.</summary>
/// <param name="Rate">Highest learning rate.</param>
/// <param name="Contexts">Contexts of a step.</param>
/// <param name="Replies">Replies to each.</param>
/// <param name="GoalEpochs">How often every goal is talked about.</param>
/// <param name="Epochs">How often a step learns from its replies.</param>
/// <param name="MiniBatch">Replies of a step of the optimiser; null for all.</param>
internal sealed record OnlineDefaults(double Rate, int Contexts, int Replies, int GoalEpochs, int Epochs, int? MiniBatch, int LeastReplies = 2)
{
    /// <summary>The paper's, with the two replies of its code.</summary>
    public static OnlineDefaults Preference { get; } = new(5e-6, 32, 2, 1, 1, null);

    /// <summary>The paper's, with the updates of its code.</summary>
    public static OnlineDefaults Ppo { get; } = new(2e-6, 64, 1, 5, 4, 16, LeastReplies: 1);

    /// <summary>Ours: as many replies as PPO, in groups.</summary>
    public static OnlineDefaults Grpo { get; } = new(2e-6, 16, 4, 1, 1, null);
}
