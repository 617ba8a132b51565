using CollabLLM.Core.Metrics.Plugins;

namespace CollabLLM.Core.Tests.Metrics.Plugins;

public sealed class MetricAssemblyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("plugins-").FullName;

    [Fact]
    public async Task Classes_and_lists_of_an_assembly_are_metrics()
    {
        var entries = MetricAssembly.Load(typeof(MetricAssemblyTests).Assembly.Location);
        Assert.Equal(["shouting", "whispering"], entries.Select(e => e.Name).Order());
        var metric = entries.Single(e => e.Name == "shouting").Create();
        Assert.NotSame(typeof(ShoutingMetric), metric.GetType());
        Assert.Equal(0.5, (await metric.ScoreAsync(Subjects.Pair("", "ABcd"), CancellationToken.None)).Value);
    }

    [Fact]
    public void A_file_that_is_not_there_or_no_assembly_is_a_sentence()
    {
        var missing = Path.Combine(_folder, "missing.dll");
        Assert.Equal($"There is no plug-in {missing}.", Assert.Throws<InputException>(() => MetricAssembly.Load(missing)).Message);
        var text = Path.Combine(_folder, "text.dll");
        File.WriteAllText(text, "no assembly");
        Assert.StartsWith($"{text} cannot be loaded as a plug-in: ", Assert.Throws<InputException>(() => MetricAssembly.Load(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_without_metrics_is_a_sentence() =>
        Assert.Contains("holds no metric", Assert.Throws<InputException>(() => MetricAssembly.Load(typeof(Assert).Assembly.Location)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
