namespace CollabLLM.Core.World;

/// <summary>A first message in words of its own, which need not even name the document. A line of the wordings; what it says about the style stands behind it: <c> | formal short</c>.</summary>
internal sealed class FreeOpening
{
    private readonly string[] _style;

    public FreeOpening(string line, IEnumerable<DocumentSlot> slots)
    {
        var parts = line.Split(" | ");
        (Text, _style) = (parts[0], parts.Length > 1 ? parts[1].Split(' ') : []);
        Slots = [.. slots.Select(s => s.Name).Where(s => Text.Contains($"{{{s}}}", StringComparison.Ordinal))];
    }

    /// <summary><c>{slot}</c> stands for a value.</summary>
    public string Text { get; }

    /// <summary>What it tells.</summary>
    public IReadOnlyList<string> Slots { get; }

    /// <summary>Tones and lengths that it asks for.</summary>
    public IReadOnlyList<string> Style => _style;

    /// <summary>Whether it tells nothing but what is told, and asks for no other style than the user does.</summary>
    /// <param name="style">What the user says about tone and length; none while that stays hidden.</param>
    public bool Fits(IReadOnlyCollection<string> told, IReadOnlyCollection<string> style) => Slots.All(told.Contains) && Array.TrueForAll(_style, style.Contains);
}
