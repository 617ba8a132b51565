namespace CollabLLM.Models;

/// <summary>A call to a model that failed. The message is one sentence that may be shown to anybody: it holds no key, address or text of a chat.</summary>
public sealed class ModelException(ModelFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ModelFailure Failure { get; } = failure;
}
