namespace CollabLLM.Core.Calls;

/// <summary>A call has no result after all its attempts.</summary>
public sealed class CallFailedException(Failure failure, Exception? inner = null) : Exception(failure.Reason, inner)
{
    public Failure Failure { get; } = failure;
}
