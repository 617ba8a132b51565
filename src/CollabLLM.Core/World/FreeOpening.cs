namespace CollabLLM.Core.World;

/// <summary>A first message in words of its own, which need not even name the document.</summary>
internal sealed class FreeOpening
{
    public FreeOpening(string text, IEnumerable<DocumentSlot> slots)
    {
        Text = text;
        Slots = [.. slots.Select(s => s.Name).Where(s => text.Contains($"{{{s}}}", StringComparison.Ordinal))];
    }

    /// <summary><c>{slot}</c> stands for a value.</summary>
    public string Text { get; }

    /// <summary>What it tells.</summary>
    public IReadOnlyList<string> Slots { get; }
}
