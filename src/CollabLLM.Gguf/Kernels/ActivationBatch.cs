using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CollabLLM.Gguf.Kernels;

/// <summary>
/// The inputs of matrix products: one row a token, as floats and, after <see cref="Quantize"/>, as integers in blocks of 32.
/// A row is quantised by itself, so its values do not depend on its company in the batch.
/// </summary>
internal sealed unsafe class ActivationBatch : IDisposable
{
    private const int Block = PackedFormats.BlockColumns;
    private readonly NativeBuffer _floats;
    private readonly NativeBuffer _bytes;
    private readonly NativeBuffer _byteScales;
    private readonly NativeBuffer _shorts;
    private readonly NativeBuffer _shortScales;

    public ActivationBatch(int tokens, int columns)
    {
        Columns = columns;
        Stride = (columns + Block - 1) / Block * Block;
        _floats = new((long)tokens * Stride * sizeof(float));
        _bytes = new((long)tokens * Stride);
        _byteScales = new((long)tokens * ScaleStride * sizeof(float));
        _shorts = new((long)tokens * Stride * sizeof(short));
        _shortScales = new((long)tokens * ScaleStride * sizeof(float));
    }

    public int Columns { get; }

    /// <summary>Distance between rows in values: the columns rounded up to whole blocks; what is beyond them stays zero.</summary>
    public int Stride { get; }

    /// <summary>Distance between rows of scales: two floats a block, the scale and the scaled sum of the block.</summary>
    public int ScaleStride => Stride / Block * 2;

    public float* Floats(int token) => _floats.Floats + ((long)token * Stride);

    public sbyte* Bytes(int token) => (sbyte*)_bytes.Bytes + ((long)token * Stride);

    public float* ByteScales(int token) => _byteScales.Floats + ((long)token * ScaleStride);

    public short* Shorts(int token) => (short*)_shorts.Bytes + ((long)token * Stride);

    public float* ShortScales(int token) => _shortScales.Floats + ((long)token * ScaleStride);

    public void Quantize(int token, ActivationForm forms)
    {
        if ((forms & ActivationForm.Bytes) != 0) QuantizeBytes(Floats(token), Bytes(token), ByteScales(token));
        if ((forms & ActivationForm.Shorts) != 0) QuantizeShorts(Floats(token), Shorts(token), ShortScales(token));
    }

    public void Dispose()
    {
        _floats.Dispose();
        _bytes.Dispose();
        _byteScales.Dispose();
        _shorts.Dispose();
        _shortScales.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void QuantizeBytes(float* source, sbyte* target, float* scales)
    {
        for (var at = 0; at < Stride; at += Block, scales += 2)
        {
            Read(source + at, 127f, out var scale, out var a, out var b, out var c, out var d);
            var sum = Vector256.Sum(a + b + c + d);
            var lower = Vector256.Narrow(a, b);
            var upper = Vector256.Narrow(c, d);
            Vector256.Narrow(lower, upper).Store(target + at);
            scales[0] = scale;
            scales[1] = scale * sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void QuantizeShorts(float* source, short* target, float* scales)
    {
        for (var at = 0; at < Stride; at += Block, scales += 2)
        {
            Read(source + at, 32767f, out var scale, out var a, out var b, out var c, out var d);
            Vector256.Narrow(a, b).Store(target + at);
            Vector256.Narrow(c, d).Store(target + at + 16);
            scales[0] = scale;
            scales[1] = scale * Vector256.Sum(a + b + c + d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read(
        float* source, float largest, out float scale, out Vector256<int> a, out Vector256<int> b, out Vector256<int> c, out Vector256<int> d)
    {
        var fa = Vector256.Load(source);
        var fb = Vector256.Load(source + 8);
        var fc = Vector256.Load(source + 16);
        var fd = Vector256.Load(source + 24);
        var peak = Vector256.Max(
            Vector256.Max(Vector256.Abs(fa), Vector256.Abs(fb)), Vector256.Max(Vector256.Abs(fc), Vector256.Abs(fd)));
        var four = Vector128.Max(peak.GetLower(), peak.GetUpper());
        var two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        var most = MathF.Max(two[0], two[1]);
        scale = most / largest;
        var inverse = Vector256.Create(most > 1e-30f ? largest / most : 0f);
        a = Vector256.ConvertToInt32(Vector256.Round(fa * inverse));
        b = Vector256.ConvertToInt32(Vector256.Round(fb * inverse));
        c = Vector256.ConvertToInt32(Vector256.Round(fc * inverse));
        d = Vector256.ConvertToInt32(Vector256.Round(fd * inverse));
    }
}
