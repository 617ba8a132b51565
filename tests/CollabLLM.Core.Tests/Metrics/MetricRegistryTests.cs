using CollabLLM.Core.Metrics;
using CollabLLM.Core.Metrics.Effort;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Core.Tests.Metrics;

public sealed class MetricRegistryTests
{
    private readonly MetricRegistry _registry = new();

    public MetricRegistryTests()
    {
        _registry.AddRange(TextMetric.Entries);
        _registry.AddRange(EffortMetric.Entries);
    }

    [Theory]
    [InlineData("bleu_chr", "bleu_char")]
    [InlineData("rouge-l", "rouge_l")]
    [InlineData("CHRF", "chrf")]
    public void An_unknown_metric_is_told_what_is_near(string name, string meant)
    {
        var e = Assert.Throws<InputException>(() => _registry.Create(name));
        Assert.StartsWith($"There is no metric {name}. Did you mean {meant}? Known: bleu, bleu_char, bleu_word,", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_far_from_everything_is_told_what_there_is() =>
        Assert.StartsWith("There is no metric happiness. Known: bleu, ", Assert.Throws<InputException>(() => _registry.Create("happiness")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_is_taken_once() =>
        Assert.Equal(
            "There is already a metric chrf; two of one name would hide each other.",
            Assert.Throws<InputException>(() => _registry.Add(new("chrf", "", "", () => null!))).Message);

    [Fact]
    public void A_name_must_fit_into_a_signature() =>
        Assert.Throws<InputException>(() => _registry.Add(new("my->metric", "", "", () => null!)));

    [Fact]
    public void Every_entry_makes_the_metric_it_names() =>
        Assert.All(_registry.Entries, e => Assert.Equal(e.Name, e.Create().Name));

    [Theory]
    [InlineData("bleu", null, "bleu")]
    [InlineData("document->bleu", "document", "bleu")]
    [InlineData(" runnable code -> pass_rate ", "runnable code", "pass_rate")]
    public void Signatures_are_read(string text, string? type, string metric)
    {
        var signature = MetricSignature.Parse(text);
        Assert.Equal(new(type, metric), signature);
        Assert.Equal(signature, MetricSignature.Parse(signature.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("->bleu")]
    [InlineData("document->")]
    public void Half_a_signature_is_refused(string text) => Assert.Throws<InputException>(() => MetricSignature.Parse(text));
}
