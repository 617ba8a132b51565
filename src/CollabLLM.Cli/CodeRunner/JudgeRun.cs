using System.Diagnostics;
using System.Text;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>One judge at work: what it said, and an eye on what all its processes take. Nothing of it runs on when this is over.</summary>
internal sealed class JudgeRun(CodeLimits limits, TimeProvider time)
{
    private const int LongestAnswer = 4 << 20;
    private const int LongestComplaint = 16 * 1024;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    /// <summary>Start of sandbox and interpreter; the judge itself ends at the limit.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private ProcessTree _seen = new([]);

    /// <summary>What it was ended for from outside; null when it came to its own end.</summary>
    public CodeResult? Cut { get; private set; }

    public string Answer { get; private set; } = "";

    public string Complaint { get; private set; } = "";

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public async Task RunAsync(ProcessStartInfo start, string job, CancellationToken cancellationToken)
    {
        using var process = await ProcessStarter.StartAsync(start);
        using var over = new CancellationTokenSource();
        var answer = HeadAsync(process.StandardOutput, LongestAnswer);
        var complaint = HeadAsync(process.StandardError, LongestComplaint);
        var watch = WatchAsync(process.Id, over.Token);
        try
        {
            await SendAsync(process.StandardInput, job);
            using var limit = new CancellationTokenSource(limits.Wall + Grace, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await process.WaitForExitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Cut ??= new(CodeVerdict.Timeout, "not done, and the judge did not answer in time");
            }
        }
        finally
        {
            await over.CancelAsync();
            await watch;
            await EndAsync(process);
        }
        (Answer, Complaint) = (await answer, await complaint);
    }

    private static async Task SendAsync(StreamWriter input, string job)
    {
        try
        {
            await input.WriteLineAsync(job);
            input.Close();
        }
        catch (IOException)
        {
            // It ended before it read: its complaint says why.
        }
    }

    private static async Task<string> HeadAsync(StreamReader reader, int most)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (await reader.ReadAsync(buffer) is var count and > 0) text.Append(buffer, 0, Math.Min(count, most - text.Length));
        return text.ToString();
    }

    private async Task WatchAsync(int root, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            _seen = ProcessTree.Of(root);
            if (_seen.ResidentBytes() > limits.MemoryBytes) Cut ??= new(CodeVerdict.Memory, $"more than {limits.MemoryBytes >> 20} MiB in all");
            // The sandbox refuses further processes; without it, this is all there is. The judge and bubblewrap are not the program's.
            else if (_seen.Threads() > 2 * limits.Processes) Cut ??= new(CodeVerdict.Error, $"more than {limits.Processes} processes and threads");
            if (Cut is not null)
            {
                _seen.Kill();
                return;
            }
            await Task.Delay(Glance, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Kills what is left, and waits until it is gone.</summary>
    private async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            _seen = ProcessTree.Of(process.Id);
            _seen.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
        var until = time.GetUtcNow() + Patience;
        while (!_seen.IsGone() && time.GetUtcNow() < until)
        {
            _seen.Kill();
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        }
    }
}
