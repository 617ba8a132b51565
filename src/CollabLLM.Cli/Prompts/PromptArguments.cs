using System.Text.Json;
using CollabLLM.Cli.JsonLines;
using CollabLLM.Cli.Metrics;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;

namespace CollabLLM.Cli.Prompts;

/// <summary>What a prompt is filled in with, from <c>--args FILE</c> and <c>--arg NAME=TEXT</c>.</summary>
internal static class PromptArguments
{
    /// <param name="file">An object of texts by input, a conversation also as a list of messages; null for none.</param>
    /// <param name="single">NAME=TEXT, which replace those of the file.</param>
    public static Dictionary<string, string?> Read(CommandContext context, Prompt prompt, string? file, IEnumerable<string> single)
    {
        var arguments = file is null ? new(StringComparer.Ordinal) : OfFile(context, prompt, file);
        foreach (var argument in single)
        {
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            var input = at > 0 ? argument[..at] : argument;
            if (at <= 0 || !Takes(prompt, input)) throw new CommandException(ExitCodes.Usage, $"--arg {argument} is no NAME=TEXT of an input: {Inputs(prompt)}.");
            arguments[input] = argument[(at + 1)..];
        }
        if (prompt.Inputs.FirstOrDefault(i => !i.Optional && string.IsNullOrEmpty(arguments.GetValueOrDefault(i.Name))) is { } missing)
        {
            throw new CommandException(ExitCodes.Usage, $"{prompt.Name} needs --arg {missing.Name}=TEXT, or {missing.Name} in --args FILE.");
        }
        return arguments;
    }

    private static Dictionary<string, string?> OfFile(CommandContext context, Prompt prompt, string file)
    {
        var arguments = new Dictionary<string, string?>(StringComparer.Ordinal);
        using var document = Parse(CommandFile.Read(context, "--args", file), file);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw Bad(file, "this is not a JSON object");
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (!Takes(prompt, member.Name)) throw Bad(file, $"{member.Name} is no input: {Inputs(prompt)}");
            arguments[member.Name] = Text(member, file);
        }
        return arguments;
    }

    private static string? Text(JsonProperty member, string file)
    {
        switch (member.Value.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.String: return JsonFields.Text(member.Value);
            case JsonValueKind.Number: return member.Value.GetRawText();
            case JsonValueKind.Array:
                try
                {
                    return TranscriptRenderer.Render(SubjectLine.Messages(member.Value, member.Name));
                }
                catch (JsonLineException e)
                {
                    throw new CommandException(ExitCodes.BadInput, $"--args: {file}: {e.Message}", e);
                }
            default: throw Bad(file, $"{member.Name} must be a text, or a list of messages of role and content");
        }
    }

    private static JsonDocument Parse(string text, string file)
    {
        try
        {
            return JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (JsonException e)
        {
            throw new CommandException(ExitCodes.BadInput, $"--args: {file}: this is not JSON, line {e.LineNumber + 1}.", e);
        }
    }

    private static bool Takes(Prompt prompt, string input) => prompt.Inputs.Any(i => i.Name == input);

    private static string Inputs(Prompt prompt) =>
        prompt.Inputs.Count == 0 ? $"{prompt.Name} takes none" : $"{prompt.Name} takes {string.Join(", ", prompt.Inputs.Select(i => i.Name))}";

    private static CommandException Bad(string file, string problem) => new(ExitCodes.BadInput, $"--args: {file}: {problem}.");
}
