namespace CollabLLM.Data.Sessions;

public enum DeltaRefusal
{
    /// <summary>The reply has ended (stopped elsewhere, swept): its producer must stop.</summary>
    Ended,

    /// <summary>There is no such reply; its session was purged.</summary>
    Unknown,

    /// <summary>An event before these is missing: a defect of the producer.</summary>
    Gap,
}
