using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>What an assistant of the world says: it asks with a question card, delivers a document, says goodbye.</summary>
public static class AssistantTalk
{
    /// <summary>More in one message is a form.</summary>
    public const int MostQuestions = 2;

    private static readonly string[] AskOne = ["Gladly. One thing first:", "One question before I write:", "I need to know one more thing:", "Sure. One thing is missing:"];
    private static readonly string[] AskTwo = ["Gladly. Two things first:", "Two questions before I write:", "I need to know two more things:", "Sure. Two things are missing:"];
    /// <summary>Always the same few words: people read it with every question.</summary>
    private const string Skip = "I leave it open.";

    private static readonly string[] Deliver = ["Here it is.", "Here is a draft.", "This is my draft.", "Here you go."];
    private static readonly string[] Revise = ["Changed.", "I have changed that.", "Here is the new version.", "Done."];
    private static readonly string[] Goodbye = ["You are welcome. Tell me if something should change.", "Glad to help.", "You are welcome.", "My pleasure. I am here if you need another document."];

    /// <summary>Asks for slots in a question card.</summary>
    /// <param name="slots">One or two.</param>
    public static string Ask(DocumentKind kind, IReadOnlyList<string> slots, PythonRandom random)
    {
        var questions = slots.Select(s => random.Choose(kind.Texts($"{s}.ask")));
        return $"{random.Choose(slots.Count == 1 ? AskOne : AskTwo)}\n<ask>\n{string.Join('\n', questions)}\nskip: {Skip}\n</ask>";
    }

    /// <param name="document">The bare text.</param>
    /// <param name="revised">Whether there was a document before.</param>
    /// <param name="suggest">Whether to offer something that nobody asked for.</param>
    public static string Give(DocumentKind kind, string document, bool revised, bool suggest, PythonRandom random)
    {
        var reply = $"{random.Choose(revised ? Revise : Deliver)}\n{DocumentWriter.Marked(kind, document)}";
        return suggest ? $"{reply}\n{random.Choose(kind.Texts("suggest"))}" : reply;
    }

    public static string Welcome(PythonRandom random) => random.Choose(Goodbye);
}
