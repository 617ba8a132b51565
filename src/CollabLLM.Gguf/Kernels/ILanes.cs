namespace CollabLLM.Gguf.Kernels;

/// <summary>
/// A register of <see cref="Rows"/> lanes, one weight row a lane, so that no kernel ever sums across a register. Kernels are written
/// once over this interface; the compiler makes a specialised copy for each implementing struct.
/// </summary>
/// <typeparam name="TI">The integer register.</typeparam>
/// <typeparam name="TF">The float register.</typeparam>
internal unsafe interface ILanes<TI, TF>
    where TI : struct
    where TF : struct
{
    /// <summary>Rows in a register: 16 or 8; a panel of 16 rows is one or two of them.</summary>
    static abstract int Rows { get; }

    static abstract TI ZeroInt { get; }

    static abstract TF ZeroFloat { get; }

    static abstract TI Load(byte* source);

    static abstract TI LowNibbles(TI value);

    static abstract TI HighNibbles(TI value);

    /// <summary>The same four bytes in every lane.</summary>
    static abstract TI Broadcast(void* source);

    /// <summary>Bytes times signed bytes, neighbours summed into 16 bits; the caller keeps the sums below 32,768.</summary>
    static abstract TI MultiplyBytes(TI unsigned, TI signed);

    static abstract TI AddShorts(TI left, TI right);

    /// <summary>Neighbouring 16-bit sums added into 32 bits.</summary>
    static abstract TI SumShorts(TI value);

    /// <summary>Two signed bytes a lane, widened to 16 bits.</summary>
    static abstract TI LoadWidened(sbyte* source);

    /// <summary>16-bit products, neighbours summed into 32 bits.</summary>
    static abstract TI MultiplyShorts(TI left, TI right);

    static abstract TI AddInts(TI left, TI right);

    static abstract TF ToFloat(TI value);

    static abstract TF LoadFloats(float* source);

    static abstract TF LoadHalves(ushort* source);

    static abstract TF LoadBFloats(ushort* source);

    static abstract TF Broadcast(float value);

    static abstract TF Multiply(TF left, TF right);

    static abstract TF Add(TF left, TF right);

    static abstract TF MultiplyAdd(TF left, TF right, TF sum);

    static abstract void Store(float* target, TF value);
}
