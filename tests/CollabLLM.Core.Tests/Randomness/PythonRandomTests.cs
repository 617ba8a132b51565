using System.Numerics;
using System.Text.Json.Nodes;
using CollabLLM.Core.Randomness;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Randomness;

public sealed class PythonRandomTests
{
    [Fact]
    public void Draws_every_golden_value()
    {
        var rows = JsonNode.Parse(File.ReadAllText(SharedFolder.Require("goldens/python-random.json")))!.AsArray();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            var seed = (long)row!["seed"]!;
            if (row["sample"] is JsonArray sample) Assert.Equal(Whole(sample), new PythonRandom(seed).Sample((int)row["n"]!, (int)row["k"]!));
            if (row["shuffle_0_49"] is JsonArray shuffled) Assert.Equal(Whole(shuffled), Shuffled(seed, 50));
            if (row["random"] is not JsonArray doubles) continue;
            var random = new PythonRandom(seed);
            Assert.Equal(doubles.Select(d => (double)d!), doubles.Select(_ => random.NextDouble()));
            Assert.Equal(row["getrandbits32"]!.AsArray().Select(b => (ulong)b!), Enumerable.Range(0, 5).Select(_ => random.GetRandBits(32)));
        }
    }

    /// <summary>The values the specification names for seed 42, from a pool and by rejection.</summary>
    [Theory]
    [InlineData(10, 1, new[] { 1 })]
    [InlineData(20, 2, new[] { 3, 0 })]
    [InlineData(100, 10, new[] { 81, 14, 3, 94, 35, 31, 28, 17, 13, 86 })]
    [InlineData(355, 35, new[] { 327, 57, 12, 140, 125, 114, 71, 52, 346, 279, 44, 302 })]
    public void Samples_the_rows_that_the_specification_names(int count, int take, int[] first) =>
        Assert.Equal(first, new PythonRandom(42).Sample(count, take).Take(first.Length));

    [Fact]
    public void Shuffles_as_the_specification_says() => Assert.Equal([7, 3, 2, 8, 5, 6, 9, 4, 0, 1], Shuffled(42, 10));

    public static TheoryData<string, double, ulong, string, long, int[], int[], long, char, double> Seeds => new()
    {
        // Each row is one generator asked in this order by CPython 3.11: random() (third), getrandbits(53), getrandbits(100),
        // _randbelow(2**33 + 5), sample(range(86), 6), sample(range(85), 6), randrange(-5, 17), choice("abcdefg"), uniform(2, 9).
        // 85 is where sampling 6 changes from a pool to rejection.
        { "-42", 0.27502931836911926, 1256845828445918, "925123444424254823561077285033", 1812140441, [69, 53, 28, 57, 75, 35], [0, 20, 54, 43, 35, 19], 1, 'g', 4.356161815788387 },
        { "0", 0.420571580830845, 8696133065399866, "1141276462758851372969594381922", 6341935620, [68, 77, 18, 39, 12, 9], [42, 60, 71, 12, 45, 55], 5, 'e', 6.482963810794631 },
        { "1180591620717411315769", 0.11774044269768646, 8447988957751138, "512682831881084889756981035875", 8533216444, [26, 75, 78, 32, 77, 41], [54, 20, 29, 83, 42, 59], -1, 'f', 8.968278737981192 },
        { "-1099511627776", 0.4266543913526999, 3595164169949925, "877680673992498766805209278178", 7201560626, [26, 50, 25, 4, 75, 53], [58, 67, 25, 61, 50, 65], 3, 'a', 3.591413421652106 },
    };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Negative_zero_and_large_seeds_draw_what_Python_draws(
        string seed, double third, ulong bits53, string bits100, long below, int[] by, int[] pool, long inRange, char chosen, double uniform)
    {
        var random = new PythonRandom(BigInteger.Parse(seed));
        random.NextDouble();
        random.NextDouble();
        Assert.Equal(third, random.NextDouble());
        Assert.Equal(bits53, random.GetRandBits(53));
        Assert.Equal(BigInteger.Parse(bits100), random.GetManyRandBits(100));
        Assert.Equal(below, random.NextBelow((1L << 33) + 5));
        random.Sample(30, 6);
        random.Sample(1000, 6);
        Assert.Equal(by, random.Sample(86, 6));
        Assert.Equal(pool, random.Sample(85, 6));
        Assert.Equal(inRange, random.NextInRange(-5, 17));
        Assert.Equal(chosen, random.Choose("abcdefg".ToCharArray()));
        Assert.Equal(uniform, random.NextUniform(2, 9));
    }

    /// <summary>624 words are made at a time; the 1,300th number comes from the fifth lot.</summary>
    [Fact]
    public void Goes_on_after_its_state_is_used_up()
    {
        var random = new PythonRandom(1);
        for (var i = 1; i < 1300; i++) random.NextDouble();
        Assert.Equal(0.25500966051425156, random.NextDouble());
    }

    [Fact]
    public void A_sample_larger_than_its_population_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PythonRandom(1).Sample(3, 4));

    private static int[] Shuffled(long seed, int count)
    {
        int[] items = [.. Enumerable.Range(0, count)];
        new PythonRandom(seed).Shuffle(items);
        return items;
    }

    private static IEnumerable<int> Whole(JsonArray values) => values.Select(v => (int)v!);
}
