using System.Runtime.InteropServices;

namespace CollabLLM.Gguf.Format;

/// <summary>Turns rows of floats into the simpler tensor types: for exports and fixtures.</summary>
public static class GgmlRows
{
    private const int Block = 32;

    /// <summary>The bytes of the values in a type, each rounded to the nearest that the type has.</summary>
    /// <param name="type">F32, F16, BF16, Q8_0, Q4_0 or Q4_1.</param>
    /// <param name="values">Whole rows; a multiple of 32 values for the quantised types.</param>
    /// <exception cref="ArgumentException">The values do not fill whole blocks.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no encoder for the type.</exception>
    public static byte[] Encode(GgmlType type, ReadOnlySpan<float> values)
    {
        if (values.Length % type.BlockSize() != 0) throw new ArgumentException($"{type} needs a multiple of {type.BlockSize()} values.", nameof(values));
        var bytes = new byte[type.RowBytes(values.Length)];
        switch (type)
        {
            case GgmlType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(bytes);
                break;
            case GgmlType.F16:
                for (var i = 0; i < values.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (Half)values[i]);
                break;
            case GgmlType.BF16:
                for (var i = 0; i < values.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), BFloat(values[i]));
                break;
            case GgmlType.Q8_0 or GgmlType.Q4_0 or GgmlType.Q4_1:
                for (var i = 0; i < values.Length / Block; i++)
                {
                    var target = bytes.AsSpan(i * type.TypeSize(), type.TypeSize());
                    var source = values.Slice(i * Block, Block);
                    if (type == GgmlType.Q8_0) EightBits(source, target);
                    else FourBits(source, target, type == GgmlType.Q4_1);
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "There is no encoder for this type.");
        }
        return bytes;
    }

    private static ushort BFloat(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        // To the nearest, ties to even.
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static void EightBits(ReadOnlySpan<float> source, Span<byte> target)
    {
        var most = 0f;
        foreach (var value in source) most = MathF.Max(most, MathF.Abs(value));
        var scale = (Half)(most / 127);
        BitConverter.TryWriteBytes(target, scale);
        for (var i = 0; i < Block; i++) target[2 + i] = (byte)(sbyte)(most > 0 ? Math.Clamp(MathF.Round(source[i] / (most / 127)), -127, 127) : 0);
    }

    private static void FourBits(ReadOnlySpan<float> source, Span<byte> target, bool hasMinimum)
    {
        float least = source[0], most = source[0], farthest = source[0];
        foreach (var value in source)
        {
            (least, most) = (MathF.Min(least, value), MathF.Max(most, value));
            if (MathF.Abs(value) > MathF.Abs(farthest)) farthest = value;
        }
        // Q4_1 spans least to most in 16 steps; Q4_0 puts the farthest value at -8 steps.
        var step = hasMinimum ? (most - least) / 15 : farthest / -8;
        var start = hasMinimum ? least : -8 * step;
        BitConverter.TryWriteBytes(target, (Half)step);
        if (hasMinimum) BitConverter.TryWriteBytes(target[2..], (Half)least);
        var nibbles = target[(hasMinimum ? 4 : 2)..];
        for (var i = 0; i < Block; i++)
        {
            var value = step == 0 ? 0 : (int)Math.Clamp(MathF.Round((source[i] - start) / step), 0, 15);
            nibbles[i % 16] |= (byte)(i < 16 ? value : value << 4);
        }
    }
}
