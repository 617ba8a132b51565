using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Tests.Training;

/// <summary>A model of the world of short documents that has learnt nothing, as small as one can be.</summary>
internal static class WorldModel
{
    /// <returns>The file.</returns>
    public static string Write(string folder)
    {
        var path = Path.Combine(folder, "base.gguf");
        NewModel.Write(path, new() { Width = 32, Layers = 1, Heads = 2, Vocabulary = 400, Context = 512, Dialogues = 20 }, new());
        return path;
    }
}
