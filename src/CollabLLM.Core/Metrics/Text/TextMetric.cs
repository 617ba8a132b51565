namespace CollabLLM.Core.Metrics.Text;

/// <summary>Compares what was made (the completion) with the goal's reference.</summary>
public sealed class TextMetric(string name, string scale, Func<string, string, double> score) : IMetric
{
    /// <summary>The metrics of this folder. <c>bleu</c> is <c>bleu_char</c> under the name of the reference implementation.</summary>
    public static IEnumerable<MetricEntry> Entries =>
    [
        Entry("bleu", "character BLEU, as the CollabLLM paper reports it; the same as bleu_char", "0–1", CharacterBleu.Score),
        Entry("bleu_char", "character BLEU, NLTK's sentence_bleu on strings", "0–1", CharacterBleu.Score),
        Entry("bleu_word", "word BLEU without smoothing", "0–1", WordBleu.Score),
        Entry("bleu_word_smooth", "word BLEU with smoothing method 1", "0–1", WordBleu.SmoothedScore),
        Entry("chrf", "chrF2, sacreBLEU's character n-gram F-score", "0–100", Chrf.Score),
        Entry("rouge_l", "ROUGE-L F1, longest common subsequence of words", "0–1", RougeL.F1),
    ];

    public string Name => name;

    public void Check(MetricSubject subject) => subject.PairFor(name);

    public Task<MetricScore> ScoreAsync(MetricSubject subject, CancellationToken cancellationToken)
    {
        var (reference, completion) = subject.PairFor(name);
        return Task.FromResult(MetricScore.Of(score(reference, completion)) with { Scale = scale });
    }

    private static MetricEntry Entry(string name, string summary, string scale, Func<string, string, double> score) =>
        new(name, summary, scale, () => new TextMetric(name, scale, score));
}
