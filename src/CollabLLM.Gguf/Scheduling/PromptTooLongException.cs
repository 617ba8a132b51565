namespace CollabLLM.Gguf.Scheduling;

/// <summary>The prompt leaves no room for a reply in the model's context.</summary>
public sealed class PromptTooLongException(int promptTokens, int contextTokens)
    : Exception($"The conversation is {promptTokens} tokens long; this model reads at most {contextTokens}, the reply included.")
{
    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; } = promptTokens;

    /// <summary>Tokens the model reads at most, the reply included.</summary>
    public int ContextTokens { get; } = contextTokens;
}
