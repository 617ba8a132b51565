using System.Text.Json.Nodes;
using CollabLLM.Core.Metrics.Text;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.Metrics.Text;

/// <summary>What NLTK, sacreBLEU and rouge-score say about 120 pairs.</summary>
public sealed class TextGoldenTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("bleu_char_nltk")]
    [InlineData("bleu_word_nltk")]
    [InlineData("bleu_word_smooth1_nltk")]
    [InlineData("chrf_sacrebleu")]
    [InlineData("rougeL_f_rouge_score")]
    public void Every_golden_pair_has_its_score(string field)
    {
        var rows = JsonNode.Parse(File.ReadAllText(SharedFolder.Require("goldens/text-metrics.json")))!.AsArray();
        Assert.Equal(120, rows.Count);
        var wrong = rows.Select((row, i) => (i, Expected: (double)row![field]!, Actual: Score(field, (string)row["reference"]!, (string)row["hypothesis"]!)))
            // tiny numbers are compared in proportion: 1e-78 is not 0
            .Where(p => !(Math.Abs(p.Expected - p.Actual) <= Tolerance * Math.Abs(p.Expected)));
        Assert.Empty(wrong);
    }

    private static double Score(string field, string reference, string hypothesis) => field switch
    {
        "bleu_char_nltk" => CharacterBleu.Score(reference, hypothesis),
        "bleu_word_nltk" => WordBleu.Score(reference, hypothesis),
        "bleu_word_smooth1_nltk" => WordBleu.SmoothedScore(reference, hypothesis),
        "chrf_sacrebleu" => Chrf.Score(reference, hypothesis),
        _ => RougeL.F1(reference, hypothesis),
    };
}
