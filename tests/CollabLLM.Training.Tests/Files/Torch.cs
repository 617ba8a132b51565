using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Files;

/// <summary>Short forms for tests; touching it starts libtorch.</summary>
internal static class Torch
{
    static Torch() => NativeTorch.Start(1);

    /// <summary>For tests that load nothing themselves.</summary>
    public static void Start()
    {
    }

    public static Policy Load(string path, PolicyOptions? options = null) => PolicyFile.Load(path, options);

    /// <summary>Logits after every token of one document.</summary>
    public static float[][] Logits(Policy policy, int[] tokens)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var flat = PolicyFile.Values(policy.Begin(TokenBatch.Of([tokens])).Logits());
        return [.. flat.Chunk(policy.Shape.Vocabulary)];
    }

    /// <summary>The likeliest continuation by whole passes.</summary>
    public static int[] Greedy(Policy policy, int[] prompt, int count)
    {
        List<int> tokens = [.. prompt];
        for (var i = 0; i < count; i++)
        {
            var last = Logits(policy, [.. tokens])[^1];
            tokens.Add(Array.IndexOf(last, last.Max()));
        }
        return [.. tokens[prompt.Length..]];
    }

    public static void Close(float[][] expected, float[][] actual, double allowed)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var p = 0; p < expected.Length; p++)
        {
            for (var i = 0; i < expected[p].Length; i++) Assert.InRange(actual[p][i], expected[p][i] - allowed, expected[p][i] + allowed);
        }
    }

    /// <summary>Tensors of this thread that nobody disposed.</summary>
    public static long Live => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
}
