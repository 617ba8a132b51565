namespace CollabLLM.Core.Metrics.Embeddings;

/// <summary>Vectors of texts.</summary>
internal static class Vectors
{
    /// <summary>−1 to 1; null for vectors of different lengths or without direction.</summary>
    public static double? Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        if (a.Length != b.Length) return null;
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (double)a[i] * b[i];
            aa += (double)a[i] * a[i];
            bb += (double)b[i] * b[i];
        }
        var cosine = ab / Math.Sqrt(aa * bb);
        return double.IsFinite(cosine) ? Math.Clamp(cosine, -1, 1) : null;
    }
}
