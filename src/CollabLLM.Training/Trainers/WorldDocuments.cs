using System.Numerics;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.World;

namespace CollabLLM.Training.Trainers;

/// <summary>Dialogues of the world of short documents without end, each drawn from the seed and its number, so that no file is needed. Those that do not fit the context are drawn again.</summary>
/// <param name="encoder">Of the model that learns.</param>
/// <param name="habits">How the assistant behaves.</param>
/// <param name="part">Which values are drawn.</param>
/// <param name="seed">The same seed gives the same dialogues.</param>
/// <param name="primer">What comes before them; null for nothing.</param>
public sealed class WorldDocuments(SupervisedEncoder encoder, Habits habits, ValuePart part, long seed, WorldPrimer? primer = null) : IDocumentSource
{
    private const int MostDraws = 64;

    /// <inheritdoc/>
    public long? Count => null;

    /// <inheritdoc/>
    public string? Described => $"{habits}, {part}, seed {seed}, {primer?.ToString() ?? "no primer"}";

    /// <inheritdoc/>
    /// <exception cref="TrainingException">The model's context is too small for this world.</exception>
    public TrainingDocument Read(long index)
    {
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var dialogue = Draw(Stage(index), part, seed, index, draw);
            var document = encoder.Encode(index + 1, index < primer?.Echoes ? Echo(dialogue) : dialogue.Messages);
            if (document.Tokens.Length <= encoder.Context) return document;
        }
        throw new TrainingException($"The model reads {encoder.Context} tokens at most, and {MostDraws} dialogues of the world in a row were longer.");
    }

    private Habits Stage(long index) => primer is not { } first ? habits
        : index < first.Echoes + first.Complete ? Habits.CompleteOnly
        : index < first.Echoes + first.Complete + first.Asked ? Habits.AskAlways
        : habits;

    private static TranscriptMessage[] Echo(Dialogue dialogue) => [dialogue.Messages[0], dialogue.Messages[0] with { Role = MessageRole.Assistant }];

    /// <summary>One dialogue.</summary>
    internal static Dialogue Draw(Habits habits, ValuePart part, long seed, long index, int draw = 0) =>
        DialogueWriter.Write(habits, part, new PythonRandom(((BigInteger)(ulong)seed << 96) + ((BigInteger)index << 16) + draw));
}
