using CollabLLM.Training.Policies;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Files;

internal static class Some
{
    /// <summary>Gives the adapter of a policy something to say.</summary>
    public static void Change(Policy policy, float size = 0.3f)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var generator = new Generator(3, CPU);
        foreach (var map in policy.Maps)
        {
            if (map.Adapter is { } adapter) adapter.B.normal_(0, size, generator);
        }
    }
}
