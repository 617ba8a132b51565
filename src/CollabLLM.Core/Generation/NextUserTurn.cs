namespace CollabLLM.Core.Generation;

/// <summary>Where the user's next message comes from once a candidate is chosen.</summary>
public enum NextUserTurn
{
    /// <summary>From the longest simulated future of the chosen candidate, as in the published code: no call, but the message was scored already.</summary>
    FromFuture,

    /// <summary>From a call of its own.</summary>
    Fresh,
}
