using CollabLLM.Cli.Training;
using CollabLLM.Training.Trainers;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Cli.Tests.Training;

public sealed class TrainingViewTests : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose() => _error.Dispose();

    [Fact]
    public void A_run_says_what_it_has_drawn_then_loss_reward_divergence_speed_and_the_time_left()
    {
        var view = new TrainingView(new(TextWriter.Null, _error, OutIsTerminal: false, ErrorIsTerminal: false), _time, "talks of the first step");
        view.Show(() =>
        {
            view.Report(0.4);
            _time.Advance(Pause);
            view.Report(Step(1, share: 0.25));
            _time.Advance(Pause);
            view.Report(0.5);
            _time.Advance(Pause);
            view.Report(Step(2, share: 0.5, evaluated: 0.7));
            _time.Advance(Pause);
            return 0;
        });
        Assert.Equal(
            [
                "talks of the first step, 40 %",
                "step 1, loss 0.5000, reward 0.600, kl 0.020, 1000 tokens (80/s), 25 %",
                "step 1, loss 0.5000, reward 0.600, kl 0.020, 1000 tokens (80/s), 25 %, the next drawn to 50 %",
                // A quarter of the run took 45 seconds, so half of it takes 90.
                "step 2, loss 0.5000, reward 0.600, kl 0.020, evaluated reward 0.700, 2000 tokens (80/s), 50 %, 2 min left",
            ],
            _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Replace('\u00a0', ' ')));
    }

    private static StepMetrics Step(long step, double share, double? evaluated = null) => new(
        step, 1000 * step, 0.5, 1e-4, 1, 80, -evaluated, share, new Dictionary<string, double> { [MetricNames.Reward] = 0.6, [MetricNames.Kl] = 0.02 },
        evaluated is { } reward ? new Dictionary<string, double> { [MetricNames.Reward] = reward } : null);
}
