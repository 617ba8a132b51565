using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Training.Tests.Cycles;

public sealed class CycleRecipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_again()
    {
        var recipe = CycleRecipe.Smoke with { Reward = new() { Tokens = 0.25 } };
        Assert.Equal(recipe.Text(), CycleRecipe.Read(Write(recipe.Text())).Text());
        Assert.Equal(new CycleRecipe().Text(), CycleRecipe.Read(Write("{}")).Text());
    }

    [Theory]
    [InlineData("""{"seed": [1]}""", "seed")]
    [InlineData("""{"seeds": []}""", "seeds must hold at least one number")]
    [InlineData("""{"data": {"replies": 1}}""", "data: goals and futures are 1 or more and replies 2 or more, not 500, 3 and 1.")]
    [InlineData("""{"onlineDpo": {"replies": 1, "rate": 1, "steps": 1, "contexts": 1}}""", "onlineDpo: replies must be 2 or more, not 1.")]
    [InlineData("""{"dpo": {"rate": 0}}""", "dpo: rank (at most 4096), alpha, rate, batch, steps and beta are above 0, and chosenWeight is not below.")]
    [InlineData("""{"ppo": null}""", "ppo is null")]
    [InlineData("""{"reward": {"fields": 0, "interactivity": 0, "tokens": 0}}""", "reward: A reward needs at least one metric with a weight.")]
    [InlineData("""{"reward": {"tokens": -1}}""", "reward: The weight of token_amount must be 0 or less")]
    [InlineData("""{"base": {"model": {"context": 512}}}""", "base: the model reads 512 tokens; a talk about a document needs 800.")]
    [InlineData("{", "is no recipe")]
    public void What_makes_no_sense_is_named(string text, string problem)
    {
        var path = Write(text);
        var e = Assert.Throws<TrainingException>(() => CycleRecipe.Read(path));
        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_the_reward_lacks_is_no_ablation()
    {
        var recipe = new CycleRecipe { Reward = new() { Fields = 0, Right = 0 } };
        Assert.Equal(["ablation-intrinsic", "ablation-w0", "ablation-w1", "ablation-w3"], CycleStages.Ablations(recipe).Select(a => a.Name));
    }

    [Fact]
    public void A_missing_recipe_and_missing_benchmarks_are_named()
    {
        var missing = Path.Combine(_folder.Path, "none.json");
        Assert.Contains("none.json", Assert.Throws<TrainingException>(() => CycleRecipe.Read(missing)).Message, StringComparison.Ordinal);
        Assert.Contains("math_hard_dev.jsonl.gz", Assert.Throws<TrainingException>(() => ForeignFiles.Read(_folder.Path, 1)).Message, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, "recipe.json");
        File.WriteAllText(path, text);
        return path;
    }
}
