namespace CollabLLM.Core.Rewards;

/// <summary>One metric in a reward.</summary>
/// <param name="Signature">Such as <c>document->bleu</c>.</param>
/// <param name="Weight">Finite. For tokens it is negative and per thousand: −0.5 is the paper's λ of 5·10⁻⁴ a token.</param>
public sealed record RewardTerm(string Signature, double Weight, RewardPart Part)
{
    private static readonly string[] Tokens = ["token_amount", "tokens_read", "tokens_typed"];
    private static readonly string[] Interactions = ["interactivity", "interactivity_1_3", "interactivity_rescaled", "interactivity_uqs", "helpfulness", "turns", "document_interactivity"];

    /// <summary>The part that a metric is by its name; metrics that nobody knows are about the task.</summary>
    public static RewardTerm Of(string signature, double weight)
    {
        var metric = signature[(signature.LastIndexOf("->", StringComparison.Ordinal) is >= 0 and var arrow ? arrow + 2 : 0)..];
        return new(signature, weight, Tokens.Contains(metric) ? RewardPart.Tokens : Interactions.Contains(metric) ? RewardPart.Interaction : RewardPart.Task);
    }
}
