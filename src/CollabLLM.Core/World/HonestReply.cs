using CollabLLM.Core.Documents;
using CollabLLM.Core.Randomness;

namespace CollabLLM.Core.World;

/// <summary>The answer to what is outside the world: what the model is, what it can do, and where a larger one is connected.</summary>
public static class HonestReply
{
    private const string What = "I am a small model that writes short documents";
    private const string Larger = "a larger model";
    private const string List = "invitations, thank-you notes, announcements, sick notes, complaints, travel plans, to-do plans and product descriptions";

    private static readonly string[] Texts =
    [
        $"That is beyond me. {What}: {List}. For anything else {Larger} can be connected, as docs/models.md describes.",
        $"I cannot help with that. {What}: {List}. Whoever runs this site can connect {Larger}: see docs/models.md.",
        $"Sorry, I have not learnt that. {What}: {List}. Connect {Larger} for other things; docs/models.md says how.",
    ];

    private static readonly string[] Greetings =
    [
        $"Hello! {What}: {List}. Which one do you need? For anything else {Larger} can be connected, as docs/models.md describes.",
        $"Hi! {What}: {List}. What shall I write? Other things need {Larger}: see docs/models.md.",
    ];

    /// <param name="greets">Whether the message was small talk.</param>
    public static string Say(bool greets, PythonRandom random) => random.Choose(greets ? Greetings : Texts);

    /// <summary>Whether a reply says what the model is and names the way to a larger one, and does not write a document all the same.</summary>
    public static bool Is(string reply) =>
        reply.Contains(What, StringComparison.Ordinal) && reply.Contains(Larger, StringComparison.Ordinal) && reply.Contains("docs/models.md", StringComparison.Ordinal) && DocumentParser.Find(reply).Count == 0;
}
