using System.Security.Cryptography;
using System.Text.Json;

namespace CollabLLM.Core.Calls;

/// <summary>What makes two calls the same: model and weights, role, every message, every setting with the seed, the schema.</summary>
public static class CallKey
{
    /// <returns>32 hexadecimal digits: the first half of a SHA-256.</returns>
    public static string Of(ModelCall call)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(call.Model.Name);
            json.WriteStringValue(call.Model.Fingerprint);
            json.WriteStringValue(call.Role.ToString());
            JsonSerializer.Serialize(json, call.Settings);
            foreach (var message in call.Messages)
            {
                json.WriteStringValue(message.Role.Value);
                json.WriteStringValue(message.Text);
            }
            if (call.Schema is { } schema) schema.WriteTo(json);
            json.WriteEndArray();
        }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()).AsSpan(0, 16));
    }
}
