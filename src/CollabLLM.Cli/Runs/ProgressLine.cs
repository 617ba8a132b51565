using Spectre.Console;

namespace CollabLLM.Cli.Runs;

/// <summary>Shows on stderr how far work is, asking now and then: a bar where somebody watches, else a line.</summary>
internal sealed class ProgressLine(CommandOutput output, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <param name="name">Of the bar until there is a line.</param>
    /// <param name="now">How much is done, from 0 to 1, and the line that says so; null while there is nothing to say. Asked from other threads.</param>
    /// <param name="work">Runs on the caller's thread.</param>
    public T Show<T>(string name, Func<(double Share, string Line)?> now, Func<T> work)
    {
        if (!output.ErrorIsTerminal)
        {
            using (Saying(now)) return work();
        }
        return Bar().Start(context =>
        {
            using (Drawing(context, name, now)) return work();
        });
    }

    /// <inheritdoc cref="Show"/>
    public async Task ShowAsync(string name, Func<(double Share, string Line)?> now, Func<Task> work)
    {
        if (!output.ErrorIsTerminal)
        {
            using (Saying(now)) await work();
            return;
        }
        await Bar().StartAsync(async context =>
        {
            using (Drawing(context, name, now)) await work();
        });
    }

    private Progress Bar() => output.Drawn(error: true).Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn());

    private ITimer Saying(Func<(double Share, string Line)?> now) => time.CreateTimer(
        _ =>
        {
            if (now() is { } there) output.Say(there.Line);
        },
        null,
        Pause,
        Pause);

    private ITimer Drawing(ProgressContext context, string name, Func<(double Share, string Line)?> now)
    {
        var bar = context.AddTask(Markup.Escape(name), maxValue: 1);
        return time.CreateTimer(
            _ =>
            {
                if (now() is { } there) (bar.Value, bar.Description) = (there.Share, Markup.Escape(there.Line));
            },
            null,
            Glance,
            Glance);
    }
}
