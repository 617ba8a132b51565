using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Operations on one row, compiled fully from the first call: a first prompt should not wait for the runtime to notice. Sums run in a fixed order, so that a row gives the same bits alone and in a batch.</summary>
internal static unsafe class RowMath
{
    /// <summary>target = x / sqrt(mean(x²) + epsilon) · weight; target may be x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(float* x, float* weight, float epsilon, float* target, int count)
    {
        Vector256<float> a = default, b = default;
        var i = 0;
        for (; i + 16 <= count; i += 16)
        {
            var (first, second) = (Vector256.Load(x + i), Vector256.Load(x + i + 8));
            a += first * first;
            b += second * second;
        }
        var sum = Vector256.Sum(a + b);
        for (; i < count; i++) sum += x[i] * x[i];
        var scale = 1f / MathF.Sqrt((sum / count) + epsilon);
        for (i = 0; i + 8 <= count; i += 8) (Vector256.Load(x + i) * scale * Vector256.Load(weight + i)).Store(target + i);
        for (; i < count; i++) target[i] = x[i] * scale * weight[i];
    }

    /// <summary>x += y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* x, float* y, int count)
    {
        var i = 0;
        for (; i + 8 <= count; i += 8) (Vector256.Load(x + i) + Vector256.Load(y + i)).Store(x + i);
        for (; i < count; i++) x[i] += y[i];
    }

    /// <summary>x += scale · y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddScaled(float* x, float* y, float scale, int count)
    {
        for (var i = 0; i < count; i++) x[i] += scale * y[i];
    }

    /// <summary>x *= scale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* x, float scale, int count)
    {
        for (var i = 0; i < count; i++) x[i] *= scale;
    }

    /// <summary>target = gate · sigmoid(gate) · up. All three are readable and writable up to the next multiple of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GatedUnit(float* gate, float* up, float* target, int count)
    {
        for (var i = 0; i < count; i += 8)
        {
            var g = Vector256.Load(gate + i);
            (g / (Vector256<float>.One + Vector256.Exp(-g)) * Vector256.Load(up + i)).Store(target + i);
        }
    }

    /// <summary>
    /// Turns scores into weights exp(score - largest) in place and returns 1 / their sum. Scores from <paramref name="count"/> to
    /// <paramref name="padded"/> (a multiple of eight) become zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Soften(float* scores, int count, int padded)
    {
        var end = (count + 7) / 8 * 8;
        for (var i = count; i < end; i++) scores[i] = float.NegativeInfinity;
        var most = Vector256.Load(scores);
        for (var i = 8; i < end; i += 8) most = Vector256.Max(most, Vector256.Load(scores + i));
        var largest = most[0];
        for (var i = 1; i < 8; i++) largest = MathF.Max(largest, most[i]);
        var sum = Vector256<float>.Zero;
        for (var i = 0; i < end; i += 8)
        {
            var weight = Vector256.Exp(Vector256.Load(scores + i) - Vector256.Create(largest));
            sum += weight;
            weight.Store(scores + i);
        }
        for (var i = count; i < padded; i++) scores[i] = 0;
        return 1f / Vector256.Sum(sum);
    }
}
