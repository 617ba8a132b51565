namespace CollabLLM.Core.World;

/// <summary>How a document of the world sounds.</summary>
public enum Tone
{
    Formal,
    Warm,
    Cheerful,
}
