using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>Runs when the host starts; every message names the key to mend.</summary>
internal sealed class ChatSettingsValidator : IValidateOptions<ChatSettings>
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(200);

    public ValidateOptionsResult Validate(string? name, ChatSettings options)
    {
        var problems = new List<string>();
        Between(nameof(options.Tick), options.Tick, TimeSpan.FromMilliseconds(1), LongestTick);
        Between(nameof(options.HeartbeatInterval), options.HeartbeatInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Between(nameof(options.SweepInterval), options.SweepInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Between(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5));
        Between(nameof(options.WritePatience), options.WritePatience, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Between(nameof(options.DrainTimeout), options.DrainTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        Between(nameof(options.TemporaryFor), options.TemporaryFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        Between(nameof(options.DeletedFor), options.DeletedFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));
        if (options.StaleAfter < 2 * options.HeartbeatInterval)
        {
            problems.Add("Chat:StaleAfter must be at least twice Chat:HeartbeatInterval, or replies that live are taken for dead.");
        }
        if (options.ViewerBuffer < 1) problems.Add("Chat:ViewerBuffer must be 1 or more.");
        if (options.MaxMessageLength < 1) problems.Add("Chat:MaxMessageLength must be 1 or more.");
        if (options.MaxOutputTokens < 1) problems.Add("Chat:MaxOutputTokens must be 1 or more.");
        if (options.Temperature is { } temperature and not (>= 0 and <= 2)) problems.Add(FormattableString.Invariant($"Chat:Temperature is {temperature}; it must be from 0 to 2."));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Between(string key, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) problems.Add($"Chat:{key} is {value}; it must be from {least} to {most}.");
        }
    }
}
