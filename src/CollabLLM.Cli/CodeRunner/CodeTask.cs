namespace CollabLLM.Cli.CodeRunner;

/// <summary>A program and what it is to be judged by.</summary>
/// <param name="Code">Python source, without fences.</param>
/// <param name="Test">Python source with <c>unittest</c> test cases; it runs in the program's module.</param>
/// <param name="EntryPoint">The function that the tests call.</param>
internal sealed record CodeTask(string Code, string Test, string EntryPoint)
{
    /// <summary>Libraries, by import name, that the task may use beside those its test imports. Only their absence excuses a program.</summary>
    public IReadOnlyCollection<string> Libraries { get; init; } = KnownLibraries.Names;
}
