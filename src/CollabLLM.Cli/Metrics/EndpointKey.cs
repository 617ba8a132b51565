using System.CommandLine;
using CollabLLM.Core.Metrics.Endpoints;

namespace CollabLLM.Cli.Metrics;

/// <summary>Endpoints that want a key. It comes from an environment variable, so that it stands in no history of commands, and is never printed.</summary>
internal static class EndpointKey
{
    /// <param name="usual">The variable that is looked into where none is named.</param>
    public static Option<string?> Option(string name, string usual) => new(name)
    {
        Description = $"The environment variable that holds the endpoint's API key, which is sent as a bearer token. Default: {usual}, where it is set.",
        HelpName = "VARIABLE",
    };

    /// <param name="why">What needs it, as the beginning of a sentence.</param>
    public static JsonEndpoint Endpoint(ParseResult parse, Option<string?> address, Option<string?> key, string usualKey, string why, HttpClient client, TimeProvider time)
    {
        var url = parse.GetValue(address) ?? throw new CommandException(ExitCodes.Usage, $"{why} needs {address.Name} URL.");
        return new(client, Address(url, address.Name), time, key: Of(parse, key, usualKey));
    }

    public static Uri Address(string url, string option) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new CommandException(ExitCodes.Usage, $"{option}: {url} is no http or https address.");

    private static string? Of(ParseResult parse, Option<string?> option, string usual)
    {
        var named = parse.GetValue(option);
        if (Environment.GetEnvironmentVariable(named ?? usual)?.Trim() is { Length: > 0 } key)
        {
            return key.Any(char.IsControl) ? throw new CommandException(ExitCodes.Usage, $"{option.Name}: the variable holds more than one line, which is no key.") : key;
        }
        // What was given may be the key itself: it is not repeated.
        return named is null ? null : throw new CommandException(ExitCodes.Usage, $"{option.Name} takes the name of an environment variable that holds the key, and there is none of the name that was given.");
    }
}
