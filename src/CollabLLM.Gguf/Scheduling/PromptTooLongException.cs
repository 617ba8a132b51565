namespace CollabLLM.Gguf.Scheduling;

/// <summary>The prompt leaves no room for a reply in the model's context.</summary>
public sealed class PromptTooLongException(int promptTokens, int contextTokens)
    : Exception($"The conversation is {promptTokens} tokens long; this model reads at most {contextTokens}, the reply included.")
{
    public int PromptTokens { get; } = promptTokens;

    public int ContextTokens { get; } = contextTokens;
}
