namespace CollabLLM.Cli.CodeRunner;

/// <summary>Whether a task can be judged here: its own reference solution has to pass.</summary>
internal static class ReferenceCheck
{
    /// <summary>The verdict on a reference solution: it passes, or the task cannot be judged here.</summary>
    public static CodeResult Judged(CodeResult result) => result.Verdict is CodeVerdict.Pass or CodeVerdict.Infra
        ? result
        : result with { Verdict = CodeVerdict.Infra, Detail = $"the reference solution does not pass here ({result.Word}): {result.Detail}" };
}
