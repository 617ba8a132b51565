using System.Globalization;
using CollabLLM.Cli.Runs;
using CollabLLM.Training.Trainers;
using Spectre.Console;

namespace CollabLLM.Cli.Training;

/// <summary>Shows on stderr how far a training run is: a bar where somebody watches, else a line now and then, with loss, speed and the time left.</summary>
internal sealed class TrainingView(CommandOutput output, TimeProvider time) : IProgress<StepMetrics>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly long _started = time.GetTimestamp();
    private double _from;
    private volatile StepMetrics? _last;
    private volatile StepMetrics? _evaluated;

    public void Report(StepMetrics value)
    {
        // What an earlier life of the run has done is no speed of this one.
        if (_last is null) _from = value.Share;
        if (value.Evaluation is not null) _evaluated = value;
        _last = value;
    }

    public T Show<T>(Func<T> work)
    {
        if (!output.ErrorIsTerminal)
        {
            using (time.CreateTimer(_ => Say(), null, Pause, Pause)) return work();
        }
        return output.Drawn(error: true).Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new PercentageColumn())
            .Start(context =>
            {
                var bar = context.AddTask("training", maxValue: 1);
                using var tick = time.CreateTimer(_ => Draw(), null, Glance, Glance);
                return work();

                void Draw()
                {
                    if (_last is { } last) (bar.Value, bar.Description) = (last.Share, Markup.Escape(Line(last)));
                }
            });
    }

    private void Say()
    {
        if (_last is { } last) output.Say(Line(last));
    }

    private string Line(StepMetrics last)
    {
        var evaluation = _evaluated is { Evaluation: { } loss } ? string.Create(CultureInfo.InvariantCulture, $", evaluated {loss:0.0000}") : "";
        var left = last.Share > _from ? $", {Sentences.Duration(time.GetElapsedTime(_started) * ((1 - last.Share) / (last.Share - _from)))} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"step {last.Step}, loss {last.Loss:0.0000}{evaluation}, {last.Tokens} tokens ({last.TokensPerSecond:0}/s), {last.Share:P0}{left}");
    }
}
