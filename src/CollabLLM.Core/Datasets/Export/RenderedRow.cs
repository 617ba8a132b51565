using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Core.Datasets.Conversion;

namespace CollabLLM.Core.Datasets.Export;

/// <summary>A row whose conversations are texts.</summary>
internal sealed record RenderedRow(JsonObject Fields) : ITrainingRow
{
    public void WriteTo(Utf8JsonWriter json) => Fields.WriteTo(json);
}
