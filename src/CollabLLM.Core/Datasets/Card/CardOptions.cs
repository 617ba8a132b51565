namespace CollabLLM.Core.Datasets.Card;

/// <summary>What a dataset card says that no file can: nothing of it is guessed.</summary>
public sealed record CardOptions
{
    /// <summary>Null: the name of the first file.</summary>
    public string? Title { get; init; }

    /// <summary>Under which terms the data may be used; an identifier such as <c>cc-by-4.0</c>, or a text. Null: not stated.</summary>
    public string? Licence { get; init; }

    /// <summary>What the people agreed to whose words are in the data; for simulated users that nobody was asked. Null: not stated.</summary>
    public string? Consent { get; init; }

    /// <summary>Folders of the runs that made the data. Empty: the folders of the files, where they hold a <c>summary.json</c>.</summary>
    public IReadOnlyList<string> Runs { get; init; } = [];

    /// <summary>Tokens are counted in so many rows at most, evenly spaced.</summary>
    public int TokenRows { get; init; } = 10_000;
}
