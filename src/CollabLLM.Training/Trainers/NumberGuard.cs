using System.Globalization;

namespace CollabLLM.Training.Trainers;

/// <summary>Stops a run at the first number that is none, before it reaches weights or files.</summary>
internal static class NumberGuard
{
    private const int MostNamed = 32;

    /// <exception cref="TrainingException">The value is not finite; the message names step and rows, or the contexts where there are such.</exception>
    public static void Check(double value, string what, long step, IReadOnlyList<long> rows, IReadOnlyList<string>? contexts = null)
    {
        if (double.IsFinite(value)) return;
        var from = contexts is { Count: > 0 } ? $"the contexts {List(contexts, "; ")}" : $"the rows {List([.. rows.Select(r => r.ToString(CultureInfo.InvariantCulture))], ", ")} of the data";
        throw new TrainingException(
            $"At step {step + 1} the {what} is {value.ToString(CultureInfo.InvariantCulture)}, from {from}. Nothing of the step is kept; a lower learning rate or other data may help.");
    }

    private static string List(IReadOnlyList<string> names, string between) =>
        string.Join(between, names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
