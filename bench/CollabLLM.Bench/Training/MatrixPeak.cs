using System.Diagnostics;
using static TorchSharp.torch;

namespace CollabLLM.Bench.Training;

/// <summary>The most operations a second that a matrix product reaches here, of one type on the threads of this process.</summary>
internal static class MatrixPeak
{
    private const int Size = 1536;
    private const int Rounds = 8;

    public static double Measure(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var (a, b) = (randn(Size, Size).to(type), randn(Size, Size).to(type));
        var best = double.PositiveInfinity;
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            using (a.matmul(b))
            {
                best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return 2.0 * Size * Size * Size / best;
    }
}
