using System.Text.Json;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>A row that a trainer reads.</summary>
public interface ITrainingRow
{
    /// <summary>Writes it as one JSON object.</summary>
    void WriteTo(Utf8JsonWriter json);
}
