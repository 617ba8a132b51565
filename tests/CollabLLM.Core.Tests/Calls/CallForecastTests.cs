using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Tests.Calls;

public sealed class CallForecastTests
{
    private static readonly NamedModel Free = new HandModel(_ => "").Named("free");
    private static readonly NamedModel Priced = new HandModel(_ => "").Named("priced", price: new(1, 10, "EUR"));

    [Fact]
    public void Counts_both_sides_of_conversations_with_a_growing_history()
    {
        var forecast = new CallForecast(100);
        // From one message, 4 more, the assistant first: it reads 1 and 3 messages, the user 2 and 4; 10 conversations.
        forecast.AddConversations(Priced, Free, times: 10, history: 1, budget: 4, assistantFirst: true, assistantPrompt: 5, userPrompt: 50);
        var assistant = forecast.Lines.Single(l => l.Role == CallRole.Assistant);
        var user = forecast.Lines.Single(l => l.Role == CallRole.User);
        Assert.Equal((20, 10 * (100 + 300 + 10), 2000), (assistant.Calls, assistant.InputTokens, assistant.OutputTokens));
        Assert.Equal((20, 10 * (200 + 400 + 100)), (user.Calls, user.InputTokens));
        Assert.Equal(((4100m * 1) + (2000m * 10)) / 1_000_000m, assistant.Cost);
        Assert.Null(forecast.Cost);
        Assert.Equal(40, forecast.Calls);
    }

    [Fact]
    public void A_recorded_user_is_not_asked()
    {
        var forecast = new CallForecast(100);
        forecast.AddConversations(Priced, null, 1, 0, 3, assistantFirst: false, 0, 0);
        Assert.Equal(1, forecast.Calls);
        Assert.NotNull(forecast.Cost);
    }
}
