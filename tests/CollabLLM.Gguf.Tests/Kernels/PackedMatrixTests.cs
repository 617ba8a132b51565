using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Tests.Kernels;

public sealed unsafe class PackedMatrixTests
{
    private const int Rows = 37;
    private const int Columns = 512;
    private const int Tokens = 7;

    public static TheoryData<GgmlType, KernelLevel> Cases => new(
        from type in RandomRows.Types
        from level in KernelLevels.Supported
        select (type, level));

    public static TheoryData<GgmlType> AllTypes => [.. RandomRows.Types];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void A_packed_row_reads_back_as_the_plain_reading_of_the_file(GgmlType type)
    {
        var bytes = RandomRows.Make(type, Rows, Columns, 1);
        using var matrix = Pack(type, bytes, KernelLevels.Best);
        var actual = new float[Columns];
        for (var row = 0; row < Rows; row++)
        {
            matrix.Dequantize(row, actual);
            var expected = RandomRows.Values(type, Row(type, bytes, row), Columns);
            for (var i = 0; i < Columns; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_product_agrees_with_the_plain_float_product(GgmlType type, KernelLevel level)
    {
        var bytes = RandomRows.Make(type, Rows, Columns, 2);
        using var matrix = Pack(type, bytes, level);
        using var input = Activations(3);
        using var output = new NativeBuffer(Tokens * 48 * sizeof(float));
        for (var panel = 0; panel < matrix.Panels; panel++) matrix.MultiplyPanel(panel, input, 0, Tokens, output.Floats, 48);
        // 4-bit weights meet 8-bit activations, whose rounding errors add up like a random walk; all others are all but exact.
        var coarse = type is GgmlType.Q4_0 or GgmlType.Q4_1 or GgmlType.Q4_K;
        for (var token = 0; token < Tokens; token++)
        {
            for (var row = 0; row < Rows; row++)
            {
                var weights = RandomRows.Values(type, Row(type, bytes, row), Columns);
                double exact = 0, size = 0;
                for (var i = 0; i < Columns; i++)
                {
                    exact += (double)weights[i] * input.Floats(token)[i];
                    size += (double)weights[i] * weights[i];
                }
                var allowed = Math.Sqrt(size) * (coarse ? 0.02 : 1e-4);
                Assert.InRange(output.Floats[(token * 48) + row], exact - allowed, exact + allowed);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_gives_the_same_bits_alone_and_in_a_batch(GgmlType type, KernelLevel level)
    {
        var bytes = RandomRows.Make(type, Rows, Columns, 4);
        using var matrix = Pack(type, bytes, level);
        using var input = Activations(5);
        using var together = new NativeBuffer(Tokens * 48 * sizeof(float));
        using var alone = new NativeBuffer(48 * sizeof(float));
        for (var panel = 0; panel < matrix.Panels; panel++) matrix.MultiplyPanel(panel, input, 0, Tokens, together.Floats, 48);
        for (var token = 0; token < Tokens; token++)
        {
            for (var panel = 0; panel < matrix.Panels; panel++) matrix.MultiplyPanel(panel, input, token, 1, alone.Floats, 48);
            for (var row = 0; row < Rows; row++) Assert.Equal(alone.Floats[row], together.Floats[(token * 48) + row]);
        }
    }

    [Fact]
    public void Half_floats_of_every_size_are_read_exactly()
    {
        ushort[] bits = [0, 0x8000, 1, 0x8001, 0x03FF, 0x0400, 0x3C00, 0xBC00, 0x7BFF, 0xFBFF, 0x1234, 0x9234, 0x5555, 0xD555, 0x0002, 0x2E66];
        var expected = bits.Select(b => (float)BitConverter.UInt16BitsToHalf(b)).ToArray();
        using var source = new NativeBuffer(64);
        bits.CopyTo(new Span<ushort>(source.Bytes, 16));
        var actual = new float[16];
        fixed (float* target = actual)
        {
            if (KernelLevels.Best == KernelLevel.Avx512) Lanes512.Store(target, Lanes512.LoadHalves((ushort*)source.Bytes));
            else LanesPortable.Store(target, LanesPortable.LoadHalves((ushort*)source.Bytes));
            Assert.Equal(expected[..8], actual[..8]);
            LanesPortable.Store(target, LanesPortable.LoadHalves((ushort*)source.Bytes + 8));
            Assert.Equal(expected[8..], actual[..8]);
        }
    }

    private static ReadOnlySpan<byte> Row(GgmlType type, byte[] bytes, int row)
    {
        var size = RandomRows.RowBytes(type, Columns);
        return bytes.AsSpan(row * size, size);
    }

    private static PackedMatrix Pack(GgmlType type, byte[] bytes, KernelLevel level)
    {
        using var pool = new WorkerPool(2);
        fixed (byte* source = bytes) return MatrixPacker.Pack(type, source, RandomRows.RowBytes(type, Columns), Rows, Columns, level, pool);
    }

    private static ActivationBatch Activations(int seed)
    {
        var random = new Random(seed);
        var batch = new ActivationBatch(Tokens, Columns);
        for (var token = 0; token < Tokens; token++)
        {
            for (var i = 0; i < Columns; i++) batch.Floats(token)[i] = (random.NextSingle() * 2) - 1;
            batch.Quantize(token, ActivationForm.Bytes | ActivationForm.Shorts);
        }
        return batch;
    }
}
