using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>System messages that stand before dialogues of the world.</summary>
public static class Prefixes
{
    /// <summary>The proactive prefix, short enough for a small model: what a base policy does with it is the baseline of the paper's Table 1.</summary>
    public const string Proactive = "Find out what you need to know before you write. Ask about what is missing, and do not make anything up.";

    private static readonly string[] Plain =
    [
        "You are a helpful assistant.",
        "You write short documents for people.",
        "You are a friendly assistant. Answer in plain words.",
        "Help the user with letters, notes and plans.",
        "You are an assistant on a web page. Be brief and polite.",
    ];

    /// <summary>One that changes nothing.</summary>
    public static string Draw(PythonRandom random) => random.Choose(Plain);
}
