using System.Globalization;

namespace CollabLLM.Core.Metrics.Asking;

/// <summary>
/// How well a model asks when it should and answers when it should, over many items: Table 2 of the CollabLLM paper (Abg-CoQA). What has no item to
/// be computed from is null.
/// </summary>
/// <param name="AmbiguousItems">Items on which asking is right.</param>
/// <param name="ClearItems">Items on which answering is right.</param>
/// <param name="Questions">Replies that asked.</param>
/// <param name="AmbiguousAccuracy">Share of the ambiguous items on which it asked.</param>
/// <param name="ClearAccuracy">Share of the clear items on which it answered; the rest are unnecessary questions.</param>
/// <param name="MacroAccuracy">Mean of the two.</param>
/// <param name="AskF1">F1 of asking as the positive class.</param>
/// <param name="AnswerF1">F1 of answering as the positive class.</param>
/// <param name="QuestionPrecision">Share of the questions that were asked on ambiguous items.</param>
public sealed record ActionReport(
    int AmbiguousItems, int ClearItems, int Questions, double? AmbiguousAccuracy, double? ClearAccuracy, double? MacroAccuracy, double? AskF1, double? AnswerF1, double? QuestionPrecision)
{
    /// <summary>Mean of the two F1 values.</summary>
    public double? MacroF1 => (AskF1 + AnswerF1) / 2;

    public static ActionReport Of(IEnumerable<(bool Ambiguous, ReplyAction Action)> items)
    {
        var list = items.ToList();
        int Count(bool ambiguous, ReplyAction action) => list.Count(i => i.Ambiguous == ambiguous && i.Action == action);
        var (askedRight, missed) = (Count(true, ReplyAction.Ask), Count(true, ReplyAction.Answer));
        var (askedWrong, answeredRight) = (Count(false, ReplyAction.Ask), Count(false, ReplyAction.Answer));
        var (ambiguous, clear) = (Share(askedRight, askedRight + missed), Share(answeredRight, answeredRight + askedWrong));
        return new(
            askedRight + missed, askedWrong + answeredRight, askedRight + askedWrong, ambiguous, clear, (ambiguous + clear) / 2,
            Share(2 * askedRight, 2 * askedRight + askedWrong + missed), Share(2 * answeredRight, 2 * answeredRight + askedWrong + missed),
            Share(askedRight, askedRight + askedWrong));
    }

    /// <summary>In words and by name.</summary>
    public MetricSummary Summary => new(ToString(), new OrderedDictionary<string, double?>(StringComparer.Ordinal)
    {
        ["accuracy_ambiguous"] = AmbiguousAccuracy,
        ["accuracy_non_ambiguous"] = ClearAccuracy,
        ["macro_accuracy"] = MacroAccuracy,
        ["macro_f1"] = MacroF1,
        ["question_precision"] = QuestionPrecision,
        ["ambiguous_items"] = AmbiguousItems,
        ["non_ambiguous_items"] = ClearItems,
        ["questions"] = Questions,
    });

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"accuracy on ambiguous items {Shown(AmbiguousAccuracy)} (asked, n {AmbiguousItems}), on non-ambiguous ones {Shown(ClearAccuracy)} (answered, n {ClearItems}); macro accuracy {Shown(MacroAccuracy)}, macro F1 {Shown(MacroF1)}; question precision {Shown(QuestionPrecision)} (n {Questions})");

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static string Shown(double? share) => share is { } s ? s.ToString("P2", CultureInfo.InvariantCulture).Replace(" %", " %", StringComparison.Ordinal) : "–";
}
