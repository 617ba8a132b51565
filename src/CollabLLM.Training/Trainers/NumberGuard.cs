using System.Globalization;

namespace CollabLLM.Training.Trainers;

/// <summary>Stops a run at the first number that is none, before it reaches weights or files.</summary>
internal static class NumberGuard
{
    private const int MostNamed = 32;

    /// <exception cref="TrainingException">The value is not finite; the message names step and rows.</exception>
    public static void Check(double value, string what, long step, IReadOnlyList<long> rows)
    {
        if (double.IsFinite(value)) return;
        var named = string.Join(", ", rows.Take(MostNamed).Select(r => r.ToString(CultureInfo.InvariantCulture))) + (rows.Count > MostNamed ? $" and {rows.Count - MostNamed} more" : "");
        throw new TrainingException(
            $"At step {step + 1} the {what} is {value.ToString(CultureInfo.InvariantCulture)}, from the rows {named} of the data. Nothing of the step is kept; a lower learning rate or other data may help.");
    }
}
