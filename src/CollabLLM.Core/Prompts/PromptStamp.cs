namespace CollabLLM.Core.Prompts;

/// <summary>Which prompt made a record: goes into everything that is written.</summary>
/// <param name="Hash">The first 12 hexadecimal digits of <see cref="Prompt.Hash"/>: an edited file shows, whatever its version says.</param>
public sealed record PromptStamp(string Name, int Version, string Hash)
{
    public override string ToString() => $"{Name} {Version} {Hash}";
}
