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
            var script = JsonSerializer.Deserialize(content, ScriptJson.Default.Script) ?? throw new InvalidDataException($"{path} is empty.");
            if (script.Otherwise.Count == 0) throw new InvalidDataException($"{path}: otherwise must hold at least one reply.");
            if (script.Rules.FirstOrDefault(r => r.Replies.Count == 0) is { } empty)
            {
                throw new InvalidDataException($"{path}: rules[{script.Rules.ToList().IndexOf(empty)}].replies must hold at least one reply.");
            }
            foreach (var rule in script.Rules) _ = rule.Matches is { } pattern ? new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1)) : null;
            return script;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}, line {e.LineNumber + 1}: {e.Message.Split(" Path:", 2)[0]}", e);
        }
        catch (RegexParseException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
