using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

public sealed class RateScheduleTests
{
    [Theory]
    [InlineData(0, 0.0, 0.25)]
    [InlineData(3, 0.03, 1.0)]
    [InlineData(4, 0.04, 1.0)]
    [InlineData(52, 0.52, 0.55)]
    [InlineData(100, 1.0, 0.1)]
    public void A_cosine_warms_up_and_comes_down(long step, double share, double expected) =>
        Assert.Equal(2 * expected, new RateSchedule { Peak = 2, WarmUp = 4, Last = 0.1 }.At(step, share), 1e-12);

    [Theory]
    [InlineData(0, 0.0, 1.0)]
    [InlineData(60, 0.6, 1.0)]
    [InlineData(80, 0.8, 0.515)]
    [InlineData(100, 1.0, 0.03)]
    public void A_plateau_stays_and_then_falls_along_a_line(long step, double share, double expected) =>
        Assert.Equal(expected, new RateSchedule { Peak = 1, Shape = RateShape.Plateau, Last = 0.03 }.At(step, share), 1e-12);

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<TrainingException>(new RateSchedule { Peak = double.NaN }.Validate);
        Assert.Throws<TrainingException>(new RateSchedule { WarmUp = -1 }.Validate);
        Assert.Throws<TrainingException>(new RateSchedule { Plateau = 1 }.Validate);
        Assert.Throws<TrainingException>(new RateSchedule { Last = 1.5 }.Validate);
        Assert.Throws<TrainingException>(new LoopOptions().Validate);
        Assert.Throws<TrainingException>(new LoopOptions { Steps = 1, Tokens = 1 }.Validate);
        Assert.Throws<TrainingException>(new LoopOptions { Steps = 1, Patience = 1 }.Validate);
    }
}
