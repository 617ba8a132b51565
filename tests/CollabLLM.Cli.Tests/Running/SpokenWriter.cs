namespace CollabLLM.Cli.Tests.Running;

/// <summary>A writer that tests can wait on.</summary>
internal sealed class SpokenWriter : StringWriter
{
    private readonly Lock _lock = new();
    private readonly List<(string Words, TaskCompletionSource Heard)> _waiting = [];

    public override void Write(char value) => Said(() => base.Write(value));

    public override void Write(string? value) => Said(() => base.Write(value));

    public override void WriteLine(string? value) => Said(() => base.WriteLine(value));

    public override string ToString()
    {
        lock (_lock) return base.ToString();
    }

    /// <summary>Ends when the words have been written.</summary>
    public Task HearAsync(string words)
    {
        lock (_lock)
        {
            if (base.ToString().Contains(words, StringComparison.Ordinal)) return Task.CompletedTask;
            var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((words, heard));
            return heard.Task;
        }
    }

    private void Said(Action write)
    {
        lock (_lock)
        {
            write();
            var all = base.ToString();
            foreach (var (words, heard) in _waiting) if (all.Contains(words, StringComparison.Ordinal)) heard.TrySetResult();
        }
    }
}
