using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Gguf.Tests.Format;

public sealed class GgmlRowsTests
{
    [Theory]
    [InlineData(GgmlType.F32, 0)]
    [InlineData(GgmlType.F16, 0.0006)]
    [InlineData(GgmlType.BF16, 0.005)]
    [InlineData(GgmlType.Q8_0, 0.005)]
    [InlineData(GgmlType.Q4_1, 0.07)]
    [InlineData(GgmlType.Q4_0, 0.13)]
    public void Encoded_values_come_back_within_half_a_step(GgmlType type, double allowed)
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 320).Select(_ => (random.NextSingle() * 2) - 1).ToArray();
        var back = RandomRows.Values(type, GgmlRows.Encode(type, values), values.Length);
        for (var i = 0; i < values.Length; i++) Assert.InRange(back[i], values[i] - allowed, values[i] + allowed);
    }

    [Theory]
    [InlineData(GgmlType.Q8_0)]
    [InlineData(GgmlType.Q4_0)]
    [InlineData(GgmlType.Q4_1)]
    public void A_block_of_equal_values_stays_one(GgmlType type)
    {
        Assert.All(RandomRows.Values(type, GgmlRows.Encode(type, new float[32]), 32), v => Assert.Equal(0, v));
        var ones = Enumerable.Repeat(1f, 32).ToArray();
        Assert.All(RandomRows.Values(type, GgmlRows.Encode(type, ones), 32), v => Assert.Equal(1, v, 0.01));
    }
}
