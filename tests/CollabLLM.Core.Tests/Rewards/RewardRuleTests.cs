using CollabLLM.Core.Rewards;

namespace CollabLLM.Core.Tests.Rewards;

/// <summary>Every expected number is computed by hand from the formula in the comment.</summary>
public sealed class RewardRuleTests
{
    private static readonly RewardTerm[] Maths = [RewardTerm.Of("accuracy", 1), RewardTerm.Of("interactivity", 0.5), RewardTerm.Of("token_amount", -0.5)];

    [Theory]
    // 1·1 + 0.5·0.8 − 0.5·2.4 = 1 + 0.4 − 1.2
    [InlineData(RewardForm.Linear, 1, 0.8, 2.4, 0.2)]
    // the token term stops at 1: 1 + 0.4 − min(1.2, 1)
    [InlineData(RewardForm.Clamped, 1, 0.8, 2.4, 0.4)]
    // below the clamp both agree: 1 + 0.4 − 0.5·0.6
    [InlineData(RewardForm.Clamped, 1, 0.8, 0.6, 1.1)]
    [InlineData(RewardForm.Linear, 1, 0.8, 0.6, 1.1)]
    // solved: as clamped; not solved: nothing but the task
    [InlineData(RewardForm.Gated, 1, 0.8, 2.4, 0.4)]
    [InlineData(RewardForm.Gated, 0, 0.8, 0.1, 0)]
    // −min(0.5·0, 1): nothing said costs nothing
    [InlineData(RewardForm.Clamped, 0, 0, 0, 0)]
    public void Is_what_the_formula_gives(RewardForm form, double accuracy, double interactivity, double kiloTokens, double expected)
    {
        var rule = new RewardRule(form, Maths);
        Assert.Equal(expected, rule.Of(Values(("accuracy", accuracy), ("interactivity", interactivity), ("token_amount", kiloTokens))), 1e-12);
    }

    [Fact]
    public void The_papers_lambda_is_the_weight_per_token()
    {
        // λ = 5·10⁻⁴ reaches its cap at 2,000 tokens, λ = 10⁻⁴ at 10,000.
        var maths = new RewardRule(RewardForm.Clamped, [RewardTerm.Of("token_amount", -0.5)]);
        var document = new RewardRule(RewardForm.Clamped, [RewardTerm.Of("token_amount", -0.1)]);
        Assert.Equal(-5e-4 * 1999, maths.Of(Values(("token_amount", 1.999))), 1e-12);
        Assert.Equal(-1, maths.Of(Values(("token_amount", 2.001))), 1e-12);
        Assert.Equal(-1e-4 * 9999, document.Of(Values(("token_amount", 9.999))), 1e-12);
        Assert.Equal(-1, document.Of(Values(("token_amount", 10.5))), 1e-12);
    }

    [Theory]
    // The examples that come with the published code: weights 1, 1 and −0.1, three digits.
    [InlineData(0.212, 0.633, 0.849, 0.761)]
    [InlineData(0.236, 0.967, 1.097, 1.093)]
    [InlineData(0.667, 0.633, 0.570, 1.243)]
    [InlineData(1.000, 0.900, 0.390, 1.861)]
    [InlineData(0.333, 0.667, 0.637, 0.936)]
    [InlineData(0.667, 0.917, 0.478, 1.536)]
    public void Agrees_with_the_published_examples(double task, double interactivity, double kiloTokens, double expected)
    {
        var rule = new RewardRule(RewardForm.Linear, [RewardTerm.Of("document->bleu", 1), RewardTerm.Of("interactivity", 1), RewardTerm.Of("token_amount", -0.1)]);
        Assert.Equal(expected, rule.Of(Values(("document->bleu", task), ("interactivity", interactivity), ("token_amount", kiloTokens))), 0.0011);
    }

    [Fact]
    public void A_gate_can_stand_lower_than_one()
    {
        var rule = new RewardRule(RewardForm.Gated, [RewardTerm.Of("document->bleu", 2), RewardTerm.Of("interactivity", 1)], solvedAt: 0.35);
        Assert.Equal((2 * 0.35) + 0.9, rule.Of(Values(("document->bleu", 0.35), ("interactivity", 0.9))), 1e-12);
        Assert.Equal(2 * 0.349, rule.Of(Values(("document->bleu", 0.349), ("interactivity", 0.9))), 1e-12);
    }

    [Fact]
    public void Knows_the_part_of_a_metric_by_its_name()
    {
        Assert.Equal(RewardPart.Tokens, RewardTerm.Of("token_amount", -1).Part);
        Assert.Equal(RewardPart.Interaction, RewardTerm.Of("interactivity", 1).Part);
        Assert.Equal(RewardPart.Task, RewardTerm.Of("runnable code->pass_rate", 1).Part);
        Assert.Equal(RewardPart.Task, RewardTerm.Of("mine", 1).Part);
    }

    [Fact]
    public void Weights_that_do_not_match_are_refused_with_their_name()
    {
        Assert.Contains("accuracy", Refused(() => new RewardRule(RewardForm.Linear, Maths).Of(Values(("interactivity", 1), ("token_amount", 1)))), StringComparison.Ordinal);
        Assert.Contains("two weights", Refused(() => new RewardRule(RewardForm.Linear, [Maths[0], Maths[0]])), StringComparison.Ordinal);
        Assert.Contains("finite", Refused(() => new RewardRule(RewardForm.Linear, [new("a", double.NaN, RewardPart.Task)])), StringComparison.Ordinal);
        Assert.Contains("0 or less", Refused(() => new RewardRule(RewardForm.Clamped, [RewardTerm.Of("token_amount", 0.5)])), StringComparison.Ordinal);
        Assert.Contains("at least one", Refused(() => new RewardRule(RewardForm.Linear, [])), StringComparison.Ordinal);
        Assert.Contains("metric of the task", Refused(() => new RewardRule(RewardForm.Gated, [Maths[1]])), StringComparison.Ordinal);
    }

    private static string Refused(Action act) => Assert.Throws<InputException>(act).Message;

    private static string Refused(Func<object> act) => Assert.Throws<InputException>(act).Message;

    private static Dictionary<string, double> Values(params (string Name, double Value)[] values) => values.ToDictionary(v => v.Name, v => v.Value);
}
