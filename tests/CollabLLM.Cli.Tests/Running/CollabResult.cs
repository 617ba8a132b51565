namespace CollabLLM.Cli.Tests.Running;

internal sealed record CollabResult(int ExitCode, string Out, string Error)
{
    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>It failed with this code, said this, gave no result and showed no stack.</summary>
    public void AssertFailed(int exitCode, string words)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(words, Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.Equal("", Out);
    }

    public CollabResult AssertSucceeded()
    {
        Assert.True(ExitCode == ExitCodes.Success, $"ended with {ExitCode}: {Error}");
        return this;
    }
}
