using System.CommandLine;

namespace CollabLLM.Cli.Commands;

/// <summary>Options that several commands have, described once.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Write JSON to stdout." };

    public static Option<string> Model() => new("--model") { Description = "The GGUF file.", HelpName = "FILE.gguf", Required = true };

    /// <param name="line">What a line holds.</param>
    public static Option<string> Input(string line) => new("--input")
    {
        Description = $"Lines of {line}. - is stdin.",
        HelpName = "FILE.jsonl",
        Required = true,
    };

    /// <param name="line">What a line holds.</param>
    public static Option<string?> Output(string line) => new("--output")
    {
        Description = $"Gets lines of {line}, all of them or none. Default: stdout.",
        HelpName = "FILE.jsonl",
    };
}
