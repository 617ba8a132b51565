using System.CommandLine;

namespace CollabLLM.Cli.Runs;

/// <summary>A role that a model of the catalogue plays in a run.</summary>
internal static class RoleOption
{
    public static Option<string?> Assistant { get; } = Of("--assistant", "The model that is studied.");

    private static Option<string?> Of(string name, string description) => new(name)
    {
        Description = $"{description} A model of the catalogue, or a GGUF file. Default: Models:Default.",
        HelpName = "MODEL",
    };
}
