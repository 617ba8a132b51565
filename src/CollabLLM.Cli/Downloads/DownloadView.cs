using System.Globalization;
using Spectre.Console;

namespace CollabLLM.Cli.Downloads;

/// <summary>Shows a download on stderr: a bar where somebody watches, else a line every tenth of the way.</summary>
internal sealed class DownloadView(CommandOutput output, string name)
{
    private ProgressTask? _bar;
    private long _start;
    private int _tenth;

    public async Task<T> ShowAsync<T>(Func<Task<T>> work)
    {
        if (!output.ErrorIsTerminal) return await work();
        return await output.Drawn(error: true).Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn { Width = 24 },
                new DownloadedColumn { Base = FileSizeBase.Decimal },
                new TransferSpeedColumn { Base = FileSizeBase.Decimal },
                new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask(Markup.Escape(name), new ProgressTaskSettings { AutoStart = false });
                return await work();
            });
    }

    /// <param name="have">Bytes that are here.</param>
    /// <param name="total">Bytes of the whole file; null when nobody knows.</param>
    public void Report(long have, long? total)
    {
        if (_bar is not null) Draw(_bar, have, total);
        else if (total is > 0) Tell(have, total.Value);
    }

    private void Draw(ProgressTask bar, long have, long? total)
    {
        if (!bar.IsStarted)
        {
            // What an earlier attempt brought is no speed of this one.
            _start = have;
            if (have > 0) bar.Description = Markup.Escape($"{name}, from {Sizes.Bytes(have)} on");
            bar.StartTask();
        }
        bar.IsIndeterminate = total is null;
        bar.MaxValue = Math.Max(1, (total ?? have) - _start);
        bar.Value = have - _start;
    }

    private void Tell(long have, long total)
    {
        var tenth = (int)(have * 10 / total);
        if (tenth == _tenth) return;
        _tenth = tenth;
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{tenth * 10} %, {Sizes.Bytes(have)} of {Sizes.Bytes(total)}"));
    }
}
