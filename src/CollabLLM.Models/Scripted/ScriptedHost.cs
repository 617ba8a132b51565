using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CollabLLM.Models.Scripted;

/// <summary>Reads a script.</summary>
internal static class ScriptedHost
{
    private const int ContextTokens = 1_000_000;

    /// <exception cref="InvalidDataException">The script cannot be used; the message says where and why.</exception>
    public static async Task<ModelHost> LoadAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        var script = Parse(path, content);
        var fingerprint = "script-" + Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        return new ModelHost(new ScriptedChatClient(script, time), fingerprint, CanPrefill: true, ContextTokens, ScriptedChatClient.CountWords);
    }

    internal static Script Parse(string path, byte[] content)
    {
        try
        {
            var script = JsonSerializer.Deserialize(content.AsSpan(), ScriptJson.Default.Script)
                ?? throw new InvalidDataException($"{path} is empty.");
            return Problem(script) is { } problem ? throw new InvalidDataException($"{path}: {problem}") : script;
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } place ? $", {place[2..]}" : "";
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}{field}: {e.Message.Split(" Path:", 2)[0]}", e);
        }
    }

    /// <summary>The first thing wrong, with its field; null when all is well.</summary>
    private static string? Problem(Script script)
    {
        if (!HasReplies(script.Otherwise)) return "otherwise must hold at least one reply.";
        if (!IsRate(script.WordsPerSecond)) return "wordsPerSecond must be 0, or 0.001 and more.";
        if (script.Rules is null) return "rules must be a list.";
        for (var i = 0; i < script.Rules.Count; i++)
        {
            var rule = script.Rules[i];
            if (rule is null || !HasReplies(rule.Replies)) return $"rules[{i}].replies must hold at least one reply.";
            if (rule.WordsPerSecond is { } rate && !IsRate(rate)) return $"rules[{i}].wordsPerSecond must be 0, or 0.001 and more.";
            if (rule.Turn < 1) return $"rules[{i}].turn counts from 1.";
            if (Unreadable(rule.Matches) is { } why) return $"rules[{i}].matches: {why}";
        }
        return null;
    }

    /// <summary>The file may say null where the types do not.</summary>
    private static bool HasReplies(IReadOnlyList<string>? replies) => replies is { Count: > 0 } && replies.All(r => r is not null);

    /// <summary>Slower is a mistake, and in the end a pause that no timer takes.</summary>
    private static bool IsRate(double rate) => rate is 0 or >= 0.001;

    private static string? Unreadable(string? pattern)
    {
        try
        {
            if (pattern is not null) RuleMatch.Pattern(pattern);
            return null;
        }
        catch (RegexParseException e)
        {
            return e.Message;
        }
    }
}
