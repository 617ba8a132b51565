using System.Collections.Frozen;

namespace CollabLLM.Core.World;

/// <summary>
/// What messages from outside the world are composed of: single words, and the code that stands in fences, are here; texts are in <c>World/Wordings/foreign.txt</c>. Many of its
/// problems, programs and stories are about parties, trips, prices, refunds, doctors, meetings and lists: words that people need for their documents too, and no sign of a request.
/// </summary>
internal static class ForeignWords
{
    private static readonly FrozenDictionary<string, string[]> Lists = new Dictionary<string, string[]>
    {
        ["code.begin"] = ["You should write self-contained code starting with:", "Start with:", "Here is what I have:", "My code:"],
        ["code.head"] =
        [
            "import numpy as np\ndef task_func({v}, {v}={n}):", "def main(args):\n    for {v} in range({n}):\n        print({v})", "import re\nimport os\ndef task_func({things}):", "SELECT * FROM {things} WHERE id > {n};",
            "for (int i = 0; i < {n}; i++) {\n    sum += i;\n}", "import pandas as pd\nimport matplotlib.pyplot as plt\ndef task_func(df, seed={n}):",
        ],
        ["does"] = ["sorts", "counts", "reverses", "merges", "filters", "removes", "encrypts", "downloads", "parses", "shuffles", "averages", "validates", "zips", "splits"],
        ["Does"] = ["Sorts", "Counts", "Reverses", "Merges", "Filters", "Normalizes", "Removes", "Calculates", "Visualizes", "Groups"],
        ["verbcode"] = ["sort", "invert", "copy", "merge", "loop over", "serialise", "clear"],
        ["things"] = ["numbers", "words", "files", "dates", "users", "prices", "rows", "strings", "keys", "images", "orders", "scores", "emails", "nodes", "letters", "values", "lines", "pairs"],
        ["symbol"] = ["+", "-", "=", "<", ">", "%", "&", "#", "@", "/", "*", "~", "...", "!!", "??", "->", "{}", "[]", "()", ":", ";", "\"", "é", "ß", "ñ", "ü", "–", "€"],
        ["word"] =
        [
            "why", "this", "over", "again", "stone", "quick", "river", "blue", "seven", "under", "market", "before", "never", "table", "glass", "often", "people", "number", "light", "music", "doctor", "window", "science", "king", "army",
            "language", "water", "history", "city", "north", "island", "energy", "school", "night", "animal", "father", "paper", "money", "planet", "system", "engine", "church", "battle", "garden", "winter", "horse", "coast", "queen",
        ],
        ["thing"] =
        [
            "river", "castle", "engine", "planet", "school", "king", "forest", "bridge", "ship", "train", "mountain", "tree", "book", "car", "horse", "battle", "church", "island", "song", "hospital", "language", "village", "army", "moon",
            "computer", "museum", "garden", "bird", "cake", "storm", "letter", "house", "game", "child", "doctor", "volcano", "treaty", "empire", "virus", "cat",
        ],
        ["adj"] =
        [
            "old", "large", "strange", "famous", "quiet", "broken", "beautiful", "dangerous", "empty", "cold", "golden", "small", "happy", "angry", "modern", "ancient", "wet", "lost", "rich", "poor", "slow", "fast", "true", "afraid", "tall",
        ],
        ["colourword"] = ["black", "white", "brown", "green", "yellow", "grey"],
    }.Concat(WorldFiles.Sections(WorldFiles.Lines("wordings", "foreign"))).ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyList<string> Of(string list) => Lists[list];

    /// <summary>Null when there is no such list.</summary>
    public static IReadOnlyList<string>? Find(string list) => Lists.GetValueOrDefault(list);
}
