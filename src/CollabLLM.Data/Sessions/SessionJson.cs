using System.Text.Json;
using System.Text.Json.Serialization;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Data.Sessions;

/// <summary>How small structures stand in a text column.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GenerationSettings))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(FeedbackSnapshot))]
internal sealed partial class SessionJson : JsonSerializerContext;
