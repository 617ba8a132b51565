using System.Globalization;
using System.Text.Json;

namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary><c>conv_id</c>: a whole number, as in the published sets, or a text.</summary>
public readonly record struct ConversationId(long? Number, string? Text)
{
    public static ConversationId Of(long number) => new(number, null);

    public override string ToString() => Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal void WriteTo(Utf8JsonWriter json)
    {
        if (Text is not null) json.WriteStringValue(Text);
        else json.WriteNumberValue(Number ?? 0);
    }
}
