namespace CollabLLM.Core.Simulation;

/// <summary>
/// Plays the user of a conversation. It keeps nothing between turns: what it says follows from the turn alone, so that any prefix of a conversation can be carried on,
/// more than once and by many at a time.
/// </summary>
public interface IUserSimulator
{
    /// <summary>As people write it on the command line, such as <c>role-play</c>.</summary>
    string Name { get; }

    /// <summary>Changes whenever it would speak otherwise: model, weights, prompt, switches. Part of records and of cache keys.</summary>
    string Version { get; }

    /// <exception cref="Calls.CallFailedException">No answer came from its model.</exception>
    /// <exception cref="Calls.BudgetException">The budget of the run is spent.</exception>
    /// <exception cref="InputException">The goal lacks what this simulator needs.</exception>
    Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken);
}
