using CollabLLM.Core.World;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Policies;

namespace CollabLLM.Training.Trainers;

/// <summary>A model of the llama shape from nothing for the world of short documents: random weights, a tokenizer made from dialogues of the world, ChatML as chat template.</summary>
public static class NewModel
{
    /// <summary>Digits stand alone, so that numbers are copied digit by digit.</summary>
    private const string Words = "smollm";

    /// <summary>The special tokens; the last ends a turn.</summary>
    internal static IReadOnlyList<string> Special { get; } = ["<|im_start|>", "<|im_end|>"];

    /// <summary>Writes the model as a file that <see cref="PolicyFile.Load"/> reads.</summary>
    /// <param name="path">What was there is replaced once the new one is whole.</param>
    /// <param name="options">Sizes and seed: the same give the same file.</param>
    /// <param name="habits">Of the dialogues that the tokenizer is made from.</param>
    /// <exception cref="TrainingException">The sizes make no sense.</exception>
    public static void Write(string path, NewModelOptions options, Habits habits)
    {
        options.Validate();
        var trainer = new BytePairTrainer(Words);
        for (var i = 0; i < options.Dialogues; i++)
        {
            foreach (var message in WorldDocuments.Draw(habits, ValuePart.Training, options.Seed, i).Messages) trainer.Add(message.Content);
        }
        var described = trainer.Train(options.Vocabulary, Special).ToDictionary();
        var vocabulary = ((IReadOnlyCollection<string>)described["tokenizer.ggml.tokens"].Value).Count;
        described["tokenizer.chat_template"] = GgufValue.From(ChatTemplate.ChatMl);
        // A penalty on repetition would forbid what it is to do: say again what it was told.
        foreach (var (key, value) in RecommendedSampling.Describe(new() { Temperature = 0.3f, RepetitionPenalty = 1 })) described[key] = value;
        described["general.name"] = GgufValue.From("CollabLLM short documents");
        var shape = new ModelShape
        {
            Architecture = "llama",
            Layers = options.Layers,
            Width = options.Width,
            Heads = options.Heads,
            KeyHeads = options.Heads,
            HeadSize = options.Width / options.Heads,
            FeedForward = options.FeedForward,
            Vocabulary = vocabulary,
            TrainedContext = options.Context,
            NormEpsilon = 1e-5f,
            RopeBase = 10_000,
            RopeSize = options.Width / options.Heads,
            RopeByHalves = false,
            RopeLinearFactor = 1,
        };
        FreshModel.Write(path, shape, described, tied: true, options.Seed);
    }
}
