using CollabLLM.Core.Metrics;

namespace CollabLLM.Core.Tests.Metrics;

public sealed class InteractivityScaleTests
{
    /// <summary>The paper's ITR of Proactive Base and of online DPO, and what they are on the scale of the judge.</summary>
    [Theory]
    [InlineData(0.62, 0.905)]
    [InlineData(0.92, 0.980)]
    [InlineData(0.337, 0.834)]
    [InlineData(0.52, 0.880)]
    [InlineData(0.46, 0.865)]
    [InlineData(0.60, 0.900)]
    public void The_papers_numbers_on_the_raw_scale(double rescaled, double raw)
    {
        Assert.Equal(raw, InteractivityScale.RescaledToRaw(rescaled), 3);
        Assert.Equal(rescaled, InteractivityScale.RawToRescaled(InteractivityScale.RescaledToRaw(rescaled)), 12);
    }

    [Fact]
    public void The_gain_of_forty_six_percent_is_one_of_six()
    {
        (double Before, double After)[] tasks = [(0.62, 0.92), (0.337, 0.52), (0.46, 0.60)];
        var raw = tasks.Average(t => InteractivityScale.RescaledToRaw(t.After) / InteractivityScale.RescaledToRaw(t.Before) - 1);
        Assert.Equal(0.059, raw, 3);
        Assert.Equal(0.444, tasks.Average(t => t.After / t.Before - 1), 2);
    }

    [Theory]
    [InlineData(0, 1, -3)]
    [InlineData(0.5, 2, -1)]
    [InlineData(1, 3, 1)]
    public void Anchors(double raw, double anchors, double rescaled)
    {
        Assert.Equal(anchors, InteractivityScale.RawToAnchors(raw));
        Assert.Equal(raw, InteractivityScale.AnchorsToRaw(anchors));
        Assert.Equal(rescaled, InteractivityScale.AnchorsToRescaled(anchors));
        Assert.Equal(anchors, InteractivityScale.RescaledToAnchors(rescaled));
    }
}
