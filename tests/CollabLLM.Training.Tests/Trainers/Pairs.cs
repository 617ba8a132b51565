using CollabLLM.Training.Tests.Files;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Tests.Trainers;

/// <summary>Random prompts with two random replies.</summary>
internal static class Pairs
{
    public static PreferencePair[] Make(int count, int first = 1) => [.. Enumerable.Range(first, count).Select(One)];

    public static PreferencePair One(int row)
    {
        var prompt = TinyFile.Tokens(3 + (row % 4), row);
        return new(row, Document(row, prompt, TinyFile.Tokens(2 + (row % 3), row + 1000)), Document(row, prompt, TinyFile.Tokens(2 + (row % 5), row + 2000)));
    }

    public static TrainingDocument Document(int row, int[] prompt, int[] reply) => new(row, [.. prompt, .. reply], [.. prompt.Select(_ => 0f), .. reply.Select(_ => 1f)]);
}
