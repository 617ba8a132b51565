namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Something in a dataset that a reader or a trainer would stumble over.</summary>
/// <param name="File">As it was given.</param>
/// <param name="Row">From 1; the line number in JSON Lines. Null when it concerns the file as a whole.</param>
/// <param name="Field">Such as <c>prompt[1].role</c>; null when it concerns the row as a whole.</param>
/// <param name="Problem">The end of a sentence that begins with the field.</param>
public sealed record DatasetProblem(string File, long? Row, string? Field, string Problem)
{
    /// <summary>One sentence for people.</summary>
    public override string ToString() => (Row, Field) switch
    {
        (null, null) => $"{File} {Problem}",
        (null, _) => $"{File}: {Field} {Problem}",
        (_, null) => $"{File}, row {Row}: {Problem}",
        _ => $"{File}, row {Row}: {Field} {Problem}",
    };

    internal InputException AsException(Exception? inner = null) => new(ToString(), inner);
}
