using System.CommandLine;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Cli.Commands;

/// <summary>Reads what matrices are to be written as.</summary>
internal static class TensorTypeOption
{
    /// <param name="option">Its words are names of tensor types.</param>
    public static GgmlType Of(ParseResult parse, Option<string> option) => Enum.Parse<GgmlType>(parse.GetRequiredValue(option), ignoreCase: true);
}
