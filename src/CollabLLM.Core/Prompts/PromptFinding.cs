namespace CollabLLM.Core.Prompts;

/// <summary>What a file of a folder of prompts is.</summary>
/// <param name="Prompt">Null when the file cannot be read as one.</param>
/// <param name="Shipped">The prompt whose place it takes; null when none ships under its name.</param>
/// <param name="Problems">Sentences that name file and field; empty when it can be used.</param>
/// <param name="Meant">A shipped prompt with a name like this one's, where none has this name: nobody asks for a prompt that does not ship.</param>
public sealed record PromptFinding(string Path, Prompt? Prompt, Prompt? Shipped, IReadOnlyList<string> Problems, string? Meant)
{
    /// <summary>Whether it says something else than the shipped one.</summary>
    public bool IsEdited => Prompt is not null && Shipped is not null && Prompt.Hash != Shipped.Hash;
}
