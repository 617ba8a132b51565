namespace CollabLLM.Cli.CodeRunner;

/// <summary>How a program fared.</summary>
/// <param name="Detail">The first cause, in a line; empty after a pass.</param>
internal sealed record CodeResult(CodeVerdict Verdict, string Detail)
{
    /// <summary>How many tests there are; 0 when it never came to counting them.</summary>
    public int Tests { get; init; }

    public int Passed { get; init; }

    /// <summary>Tests with an assertion that does not hold.</summary>
    public int Failed { get; init; }

    /// <summary>Tests that ended with another exception.</summary>
    public int Errored { get; init; }

    /// <summary>0–1; null where nothing could be judged.</summary>
    public double? Fraction => Verdict == CodeVerdict.Infra ? null : Tests == 0 ? 0 : (double)Passed / Tests;

    /// <summary>From the start of the program to the verdict, without the start of the sandbox.</summary>
    public double Seconds { get; init; }

    /// <summary>The beginning of what the program wrote to stdout and stderr.</summary>
    public string Output { get; init; } = "";

    /// <summary>The verdict in one word, as it stands in files.</summary>
    public string Word => Words[(int)Verdict];

    private static readonly string[] Words = ["pass", "assert", "error", "syntax", "signature", "timeout", "memory", "infra"];

    public static CodeVerdict? VerdictOf(string? word) => Array.IndexOf(Words, word) is var at and >= 0 ? (CodeVerdict)at : null;

    public static CodeResult Infra(string detail) => new(CodeVerdict.Infra, detail);
}
