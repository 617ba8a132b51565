using System.Collections.Concurrent;
using System.Diagnostics;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// Starts processes from a thread that lives as long as this process. Linux tells a child that its parent died when the thread that started it ends, and
/// threads of the pool come and go: <c>--die-with-parent</c> would end a program in the middle of its tests.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Requests = [];

    static ProcessStarter() => new Thread(Serve) { IsBackground = true, Name = "process starter" }.Start();

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, started));
        return started.Task;
    }

    private static void Serve()
    {
        foreach (var (start, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception e)
            {
                // It belongs to whoever asked.
                started.SetException(e);
            }
        }
    }
}
