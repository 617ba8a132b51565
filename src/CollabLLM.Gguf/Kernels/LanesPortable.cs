using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CollabLLM.Gguf.Kernels;

/// <summary>Eight rows a register with portable vector operations only: two 128-bit registers on ARM, plain loops where nothing is accelerated.</summary>
internal readonly unsafe struct LanesPortable : ILanes<Vector256<int>, Vector256<float>>
{
    public static int Rows => 8;

    public static Vector256<int> ZeroInt => Vector256<int>.Zero;

    public static Vector256<float> ZeroFloat => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(byte* source) => Vector256.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LowNibbles(Vector256<int> value) => value & Vector256.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> HighNibbles(Vector256<int> value) => (value >>> 4) & Vector256.Create(0x0F0F0F0F);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(void* source) => Vector256.Create(*(int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyBytes(Vector256<int> unsigned, Vector256<int> signed) =>
        (((unsigned.AsInt16() & Vector256.Create((short)0xFF)) * ((signed.AsInt16() << 8) >> 8))
            + ((unsigned.AsInt16() >>> 8) * (signed.AsInt16() >> 8))).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddShorts(Vector256<int> left, Vector256<int> right) => (left.AsInt16() + right.AsInt16()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> SumShorts(Vector256<int> value) => ((value << 16) >> 16) + (value >> 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadWidened(sbyte* source) => Widen(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyShorts(Vector256<int> left, Vector256<int> right) =>
        (((left << 16) >> 16) * ((right << 16) >> 16)) + ((left >> 16) * (right >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddInts(Vector256<int> left, Vector256<int> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloat(Vector256<int> value) => Vector256.ConvertToSingle(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadFloats(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadHalves(ushort* source) =>
        ((Widen(Vector128.Load((short*)source)) << 13) & Vector256.Create(unchecked((int)0x8FFFFFFF))).AsSingle()
        * Vector256.Create(HalfFloat.BiasScale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadBFloats(ushort* source) => (Widen(Vector128.Load((short*)source)) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> sum) =>
        Vector256.MultiplyAddEstimate(left, right, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Vector256<float> value) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(Vector128<sbyte> value)
    {
        var (lower, upper) = Vector128.Widen(value);
        return Vector256.Create(lower, upper).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(Vector128<short> value)
    {
        var (lower, upper) = Vector128.Widen(value);
        return Vector256.Create(lower, upper);
    }
}
