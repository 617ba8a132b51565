using System.Text.Json;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>What reached the server.</summary>
internal sealed record SentRequest(string Path, string Query, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
