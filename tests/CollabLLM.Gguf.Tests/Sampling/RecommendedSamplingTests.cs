using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Gguf.Tests.Sampling;

public sealed class RecommendedSamplingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_says_nothing_is_served_with_the_defaults_and_one_that_does_as_it_says()
    {
        var options = new SamplingOptions { Temperature = 0.25f, TopK = 5, TopP = 0.5f, MinP = 0.125f, RepetitionPenalty = 1, RepetitionWindow = 7 };
        Assert.Equal(new(), Read([]));
        Assert.Equal(options, Read(RecommendedSampling.Describe(options)));
        Assert.Equal(new() { Temperature = 0 }, Read([new("general.sampling.temp", GgufValue.From(0u))]));
    }

    [Fact]
    public void Who_serves_a_model_has_the_last_word()
    {
        using var model = GgufModel.Load(File(RecommendedSampling.Describe(new() { Temperature = 0.25f })), new() { Threads = 1, Sampling = SamplingOptions.Greedy });
        Assert.Equal(SamplingOptions.Greedy, model.Sampling);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_key()
    {
        var message = Assert.Throws<GgufException>(() => Read([new("general.sampling.top_p", GgufValue.From(1.5f))])).Message;
        Assert.Contains("general.sampling.", message, StringComparison.Ordinal);
        Assert.Contains("TopP", message, StringComparison.Ordinal);
        Assert.Contains("general.sampling.temp", Assert.Throws<GgufException>(() => Read([new("general.sampling.temp", GgufValue.From("hot"))])).Message, StringComparison.Ordinal);
    }

    private SamplingOptions Read(IEnumerable<KeyValuePair<string, GgufValue>> said)
    {
        using var model = GgufModel.Load(File(said), new() { Threads = 1 });
        return model.Sampling;
    }

    private string File(IEnumerable<KeyValuePair<string, GgufValue>> said) => TinyGguf.Model(_folder.Path, more: w =>
    {
        foreach (var (key, value) in said) w.Add(key, value);
    });
}
