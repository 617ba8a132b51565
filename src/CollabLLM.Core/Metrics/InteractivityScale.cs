namespace CollabLLM.Core.Metrics;

/// <summary>
/// The three scales on which interactivity is printed. The same judgement looks very different on them, so no number goes without the scale's
/// label: the paper's gain of 46 % is one of 6 % on the raw scale.
/// </summary>
public static class InteractivityScale
{
    /// <summary>What a judge gives.</summary>
    public const string Raw = "0–1";

    /// <summary>The anchors of the paper's judge: 1, 2, 3.</summary>
    public const string Anchors = "1–3";

    /// <summary>As the paper prints it, S′ = 2·(S − 2.5) of the anchors: −3 to 1, often times 100.</summary>
    public const string Rescaled = "2·(S−2.5), −3 to 1";

    /// <summary>A raw judgement on one of the scales above.</summary>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public static double Of(double raw, string scale) => scale switch
    {
        Raw => raw,
        Anchors => RawToAnchors(raw),
        Rescaled => RawToRescaled(raw),
        _ => throw new ArgumentException($"{scale} is no scale of interactivity.", nameof(scale)),
    };

    /// <summary>0–1 to 1–3.</summary>
    public static double RawToAnchors(double raw) => 1 + 2 * raw;

    /// <summary>1–3 to 0–1.</summary>
    public static double AnchorsToRaw(double anchors) => (anchors - 1) / 2;

    /// <summary>1–3 to −3…1.</summary>
    public static double AnchorsToRescaled(double anchors) => 2 * (anchors - 2.5);

    /// <summary>−3…1 to 1–3.</summary>
    public static double RescaledToAnchors(double rescaled) => rescaled / 2 + 2.5;

    /// <summary>0–1 to −3…1.</summary>
    public static double RawToRescaled(double raw) => AnchorsToRescaled(RawToAnchors(raw));

    /// <summary>−3…1 to 0–1: S′/4 + 0.75.</summary>
    public static double RescaledToRaw(double rescaled) => AnchorsToRaw(RescaledToAnchors(rescaled));
}
