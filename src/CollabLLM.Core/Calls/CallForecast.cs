namespace CollabLLM.Core.Calls;

/// <summary>
/// Adds up what a run would ask, before it does. Calls are upper bounds (no conversation ends early, no call is repeated); tokens assume that every message has the same
/// length.
/// </summary>
/// <param name="messageTokens">Assumed length of a message, 1 or more.</param>
public sealed class CallForecast(int messageTokens)
{
    private readonly Dictionary<(string, CallRole), ForecastLine> _lines = [];

    public int MessageTokens { get; } = messageTokens;

    public IReadOnlyList<ForecastLine> Lines => [.. _lines.Values.OrderBy(l => l.Role).ThenBy(l => l.Model, StringComparer.Ordinal)];

    public long Calls => _lines.Values.Sum(l => l.Calls);

    /// <summary>Null when one of the models has no price.</summary>
    public decimal? Cost => _lines.Values.Aggregate((decimal?)0, (sum, line) => sum + line.Cost);

    /// <param name="inputTokens">Of all these calls together.</param>
    public void Add(NamedModel model, CallRole role, long calls, long inputTokens)
    {
        if (calls == 0) return;
        var output = calls * MessageTokens;
        var cost = model.Price is { } price ? ((inputTokens * price.InputPerMillion) + (output * price.OutputPerMillion)) / 1_000_000m : (decimal?)null;
        var key = (model.Name, role);
        var line = _lines.GetValueOrDefault(key) ?? new(model.Name, role, 0, 0, 0, 0, model.Price?.Currency);
        _lines[key] = line with
        {
            Calls = line.Calls + calls,
            InputTokens = line.InputTokens + inputTokens,
            OutputTokens = line.OutputTokens + output,
            Cost = line.Cost + cost,
        };
    }

    /// <summary>Conversations that go on from some history until their budget of messages is used.</summary>
    /// <param name="times">How many of them.</param>
    /// <param name="history">Messages before.</param>
    /// <param name="budget">Messages added.</param>
    /// <param name="assistantFirst">Who speaks first.</param>
    /// <param name="assistantPrompt">Tokens around the history when the assistant is asked.</param>
    /// <param name="userPrompt">Tokens around the history, the goal among them, when the user is asked.</param>
    public void AddConversations(NamedModel assistant, NamedModel? user, long times, int history, int budget, bool assistantFirst, int assistantPrompt, int userPrompt)
    {
        for (var i = 0; i < budget; i++)
        {
            var tokens = (history + i) * (long)MessageTokens;
            if (i % 2 == 0 == assistantFirst) Add(assistant, CallRole.Assistant, times, times * (tokens + assistantPrompt));
            else if (user is not null) Add(user, CallRole.User, times, times * (tokens + userPrompt));
        }
    }
}
