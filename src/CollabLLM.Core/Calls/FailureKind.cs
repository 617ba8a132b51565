namespace CollabLLM.Core.Calls;

public enum FailureKind
{
    /// <summary>No answer came: the endpoint, the sandbox, the network. Says nothing about the model.</summary>
    Infrastructure,

    /// <summary>The model answered, and the answer cannot be used: empty, unreadable, out of range.</summary>
    Model,
}
