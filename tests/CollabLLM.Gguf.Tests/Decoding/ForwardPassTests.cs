using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Tests.Kernels;

namespace CollabLLM.Gguf.Tests.Decoding;

public sealed class ForwardPassTests
{
    private const int Context = 256;

    public static TheoryData<string, GgmlType> Architectures => new(
        from architecture in ModelShapeReader.Supported
        from type in RandomRows.Types
        select (architecture, type));

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Logits_equal_the_plain_definition(string architecture, GgmlType type)
    {
        using var model = new TinyModel(architecture, type);
        using var decoder = new Decoder(model, type == GgmlType.F32 ? KvFormat.Single : KvFormat.Half);
        var tokens = model.Tokens(40, 1);
        var expected = PlainDecoder.Logits(model, tokens);
        var actual = decoder.All(tokens);
        // F32: rounding only. Wider weights: the half-float cache. 4-bit weights: activations of 8 bits.
        var allowed = type switch { GgmlType.F32 => 2e-4, GgmlType.Q4_0 or GgmlType.Q4_1 or GgmlType.Q4_K => 0.5, _ => 0.03 };
        for (var p = 0; p < tokens.Length; p++)
        {
            for (var i = 0; i < expected[p].Length; i++) Assert.InRange(actual[p][i], expected[p][i] - allowed, expected[p][i] + allowed);
        }
    }

    [Theory]
    [InlineData(48, 4, 4, 12, false)]
    [InlineData(72, 6, 2, 12, true)]
    [InlineData(40, 5, 1, 20, true)]
    public void Heads_and_widths_that_fill_no_register_are_computed_too(int width, int heads, int keyHeads, int headSize, bool tied)
    {
        using var model = new TinyModel("llama", GgmlType.F32, width, heads, keyHeads, headSize, tied: tied);
        using var decoder = new Decoder(model, KvFormat.Single);
        var tokens = model.Tokens(20, 2);
        var expected = PlainDecoder.Logits(model, tokens);
        var actual = decoder.All(tokens);
        for (var p = 0; p < tokens.Length; p++)
        {
            for (var i = 0; i < expected[p].Length; i++) Assert.Equal(expected[p][i], actual[p][i], 2e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Cached_steps_equal_the_plain_pass(string architecture, GgmlType type)
    {
        using var model = new TinyModel(architecture, type);
        using var decoder = new Decoder(model, KvFormat.Half);
        var tokens = model.Tokens(50, 3);
        var plain = decoder.All(tokens);
        using var sequence = decoder.Begin();
        var at = 0;
        foreach (var size in new[] { 17, 1, 1, 9, 1, 20, 1 })
        {
            Assert.Equal(plain[at + size - 1], decoder.Step((sequence, tokens[at..(at + size)]))[0]);
            at += size;
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_batch_equals_its_sequences_alone(string architecture, GgmlType type)
    {
        using var model = new TinyModel(architecture, type);
        using var decoder = new Decoder(model, KvFormat.Half);
        var prompts = new[] { 3, 33, 16, 1, 7 }.Select((length, i) => model.Tokens(length, i)).ToArray();
        var alone = prompts.Select(p => decoder.All(p)[^1]).ToArray();
        var sequences = prompts.Select(_ => decoder.Begin()).ToArray();
        var together = decoder.Step([.. sequences.Zip(prompts)]);
        for (var i = 0; i < prompts.Length; i++) Assert.Equal(alone[i], together[i]);
        foreach (var sequence in sequences) sequence.Dispose();
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_reused_prefix_equals_the_plain_pass(string architecture, GgmlType type)
    {
        using var model = new TinyModel(architecture, type);
        using var decoder = new Decoder(model, KvFormat.Half);
        var tokens = model.Tokens(70, 4);
        var plain = decoder.All(tokens);
        using (var first = decoder.Begin()) decoder.Step((first, tokens[..60]));
        using var second = decoder.Begin();
        Assert.Equal(48, second.Match(tokens));
        Assert.Equal(plain[^1], decoder.Step((second, tokens[48..]))[0]);
    }

    [Theory]
    [InlineData(KernelLevel.Portable)]
    [InlineData(KernelLevel.Avx2)]
    public void Attention_with_slower_instructions_agrees_with_the_best_ones(KernelLevel level)
    {
        Assert.SkipUnless(level <= KernelLevels.Best, "this processor lacks the instructions");
        using var model = new TinyModel("llama", GgmlType.F32);
        using var decoder = new Decoder(model, KvFormat.Half);
        using var slower = new Decoder(model, KvFormat.Half, level);
        var tokens = model.Tokens(30, 5);
        var (best, other) = (decoder.All(tokens), slower.All(tokens));
        for (var p = 0; p < tokens.Length; p++)
        {
            for (var i = 0; i < best[p].Length; i++) Assert.Equal(best[p][i], other[p][i], 5e-3f);
        }
    }

    private sealed class Decoder : IDisposable
    {
        private readonly WorkerPool _pool = new(2);
        private readonly KvPool _cache;
        private readonly ForwardPass _pass;

        public Decoder(TinyModel model, KvFormat format, KernelLevel? level = null)
        {
            _cache = new(model.Shape, format, 64, 64);
            _pass = new(model.Weights, _pool, _cache, Context, 128, level ?? model.Weights.Level);
        }

        public KvSequence Begin() => new(_cache, -1);

        public float[][] All(int[] tokens)
        {
            // Another root: nothing of an earlier sequence is taken over.
            using var sequence = new KvSequence(_cache, long.MinValue);
            Assert.True(sequence.Reserve(tokens.Length));
            var rows = _pass.Evaluate([new(sequence, 0, tokens, null, tokens.Length)]);
            Assert.Equal(tokens.Length, rows);
            return [.. Enumerable.Range(0, rows).Select(i => _pass.Logits(i).ToArray())];
        }

        public float[][] Step(params (KvSequence Sequence, int[] Tokens)[] parts)
        {
            foreach (var (sequence, tokens) in parts) Assert.True(sequence.Reserve(sequence.Length + tokens.Length));
            _pass.Evaluate([.. parts.Select(p => new BatchSlice(p.Sequence, p.Sequence.Length, p.Tokens, null, 1))]);
            foreach (var (sequence, tokens) in parts) sequence.Advance(tokens);
            return [.. parts.Select((_, i) => _pass.Logits(i).ToArray())];
        }

        public void Dispose()
        {
            _pass.Dispose();
            _cache.Dispose();
            _pool.Dispose();
        }
    }
}
