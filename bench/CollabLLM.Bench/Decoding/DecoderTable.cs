using System.Globalization;

namespace CollabLLM.Bench.Decoding;

/// <summary>The Markdown table of the decoder benchmark: medians with their range, and the share of the memory bandwidth they need.</summary>
internal sealed class DecoderTable
{
    private readonly List<string> _rows = [];

    /// <param name="threads">Threads on both sides.</param>
    /// <param name="what">What was measured.</param>
    /// <param name="ours">Our tokens a second.</param>
    /// <param name="theirs">llama.cpp's, or empty.</param>
    /// <param name="target">The ratio that is wanted.</param>
    /// <param name="passes">Readings of all weights a second that the bandwidth allows: ours and theirs.</param>
    public void Add(int threads, string what, Samples ours, Samples theirs, double? target, (double Ours, double Theirs) passes)
    {
        var ratio = theirs.Count == 0 ? "–" : Number(ours.Median / theirs.Median, "0.00") + (target is { } wanted ? $" (≥ {Number(wanted, "0.0")})" : "");
        Add($"| {threads} | {what} | {Text(ours)} | {Text(theirs)} | {ratio} | {Share(ours, passes.Ours)} | {Share(theirs, passes.Theirs)} |");
    }

    /// <summary>A comparison with ourselves: how many times as fast.</summary>
    public void Add(int threads, string what, Samples fast, Samples slow, double target) =>
        Add($"| {threads} | {what} | {Text(fast)} s | anew: {Text(slow)} s | {Number(slow.Median / fast.Median, "0.0")} × (≥ {Number(target, "0")} ×) | | |");

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine("| threads | | ours, tokens/s | llama.cpp, tokens/s | ratio | share of bandwidth, ours | llama.cpp |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var row in _rows) Console.WriteLine(row);
        Console.WriteLine();
        Console.WriteLine("Medians (lowest to highest). Share of bandwidth: tokens/s × bytes of the weights ÷ bytes/s read from memory by as many threads;");
        Console.WriteLine("above 100 % where one reading of the weights serves several tokens.");
    }

    private void Add(string row)
    {
        _rows.Add(row);
        // Shown as it comes too: the whole takes minutes.
        Console.Error.WriteLine(row);
    }

    private static string Text(Samples samples)
    {
        if (samples.Count == 0) return "–";
        var format = samples.Median < 10 ? "0.00" : samples.Median < 100 ? "0.0" : "0";
        return $"{Number(samples.Median, format)} ({Number(samples.Quantile(0), format)}–{Number(samples.Quantile(1), format)})";
    }

    private static string Share(Samples samples, double passes) => samples.Count == 0 ? "–" : Number(samples.Median / passes, "P0");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
