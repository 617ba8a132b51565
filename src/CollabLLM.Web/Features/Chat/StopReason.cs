namespace CollabLLM.Web.Features.Chat;

public enum StopReason
{
    /// <summary>The person pressed Stop.</summary>
    Person,

    /// <summary>The server goes down.</summary>
    Shutdown,

    /// <summary>It has ended elsewhere, or its session is gone: the log takes no more.</summary>
    Lost,

    /// <summary>The log cannot be written.</summary>
    Unwritable,
}
