using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Catalogue;

public sealed class CatalogueTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Models_are_ready_after_the_start_and_answer_by_name_in_any_case()
    {
        Script("one.json", "I am one.");
        Script("two.json", "I am two.");
        await using var catalogue = await TestCatalogue.StartAsync(
            _folder.Path, Scripted("beta"), Path("beta", "one.json"), Scripted("alpha"), Path("alpha", "two.json"), ("Catalogue:alpha:Title", "Alpha 1"));
        Assert.Equal(["alpha", "beta"], catalogue.Models.All.Select(m => m.Name));
        Assert.Equal(["Alpha 1", "beta"], catalogue.Models.All.Select(m => m.Title));
        Assert.All(catalogue.Models.All, m => Assert.Equal(ModelState.Ready, m.State));
        Assert.Equal("I am one.", (await catalogue["BETA"].Client.GetResponseAsync("Hi", null, Token)).Text);
        Assert.Null(catalogue.Models.Find("gamma"));
    }

    [Fact]
    public async Task Without_a_default_the_first_model_that_is_neither_script_nor_fallback_wins_even_when_it_failed()
    {
        Script("demo.json", "Only a play.");
        (string, string)[] demo = [Scripted("demo"), Path("demo", "demo.json")];
        await using (var alone = await TestCatalogue.StartAsync(_folder.Path, demo)) Assert.Equal("demo", alone.Models.Default?.Name);
        await using (var real = await TestCatalogue.StartAsync(_folder.Path, [.. demo, Path("smollm2", "none.gguf")]))
        {
            Assert.Equal(("smollm2", ModelState.Failed), (real.Models.Default!.Name, real.Models.Default.State));
        }
        await using (var named = await TestCatalogue.StartAsync(_folder.Path, [.. demo, Path("smollm2", "none.gguf"), ("Default", "Demo")]))
        {
            Assert.Equal("demo", named.Models.Default?.Name);
        }
        (string, string)[] fallback = [Path("builtin", "none.gguf"), ("Catalogue:builtin:Fallback", "true")];
        await using (var alone = await TestCatalogue.StartAsync(_folder.Path, [.. demo, .. fallback])) Assert.Equal("builtin", alone.Models.Default?.Name);
        await using (var other = await TestCatalogue.StartAsync(_folder.Path, [.. demo, .. fallback, Path("smollm2", "none.gguf")])) Assert.Equal("smollm2", other.Models.Default?.Name);
        await using var empty = await TestCatalogue.StartAsync(_folder.Path);
        Assert.Null(empty.Models.Default);
    }

    [Fact]
    public async Task A_model_that_fails_to_load_stops_nothing_else_and_tells_who_listens()
    {
        Script("good.json", "I work.");
        var changed = new List<string>();
        await using var catalogue = TestCatalogue.Create(_folder.Path, Path("a", "none.gguf"), Scripted("b"), Path("b", "good.json"));
        catalogue.Models.Changed += model => changed.Add($"{model.Name} {model.State}");
        await catalogue.Models.LoadAllAsync(Token);
        Assert.Equal(["b Ready", "a Failed"], changed);
        Assert.Equal("I work.", (await catalogue["b"].Client.GetResponseAsync("Hi", null, Token)).Text);
        var failure = await Assert.ThrowsAsync<ModelException>(() => catalogue["a"].Client.GetResponseAsync("Hi", null, Token));
        Assert.Equal("a is not available.", failure.Message);
        Assert.Contains(catalogue.Log.Lines, l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains("Models:Catalogue:a:Path", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_can_be_added_while_running()
    {
        Script("late.json", "Better late.");
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path);
        var options = new ModelOptions { Provider = ModelProvider.Scripted, Path = "late.json" };
        var added = await catalogue.Models.AddAsync("late", options, Token);
        Assert.Equal(ModelState.Ready, added.State);
        Assert.Equal("Better late.", (await catalogue["late"].Client.GetResponseAsync("Hi", null, Token)).Text);
        Assert.Equal("late", catalogue.Models.Default?.Name);

        var twice = await Assert.ThrowsAsync<ArgumentException>(() => catalogue.Models.AddAsync("LATE", options, Token));
        Assert.Contains("There is a model named LATE already.", twice.Message, StringComparison.Ordinal);
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => catalogue.Models.AddAsync("x", new ModelOptions { Slots = 0 }, Token));
        Assert.Contains("Models:Catalogue:x:Slots", wrong.Message, StringComparison.Ordinal);
        Assert.Single(catalogue.Models.All);

        var missing = await catalogue.Models.AddAsync("missing", new ModelOptions { Path = "none.gguf" }, Token);
        Assert.Contains("Models:Catalogue:missing:Path", missing.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_broken_off_leaves_failed_models_and_nobody_waiting()
    {
        Script("a.json", "Never said.");
        await using var catalogue = TestCatalogue.Create(_folder.Path, Scripted("a"), Path("a", "a.json"));
        await catalogue.Models.LoadAllAsync(new CancellationToken(true));
        Assert.Equal((ModelState.Failed, "The server is stopping."), (catalogue["a"].State, catalogue["a"].Problem));
        await catalogue["a"].WaitAsync(Token);
    }

    private static (string, string) Scripted(string name) => ($"Catalogue:{name}:Provider", "Scripted");

    private static (string, string) Path(string name, string path) => ($"Catalogue:{name}:Path", path);

    private void Script(string name, string reply) => _folder.Write(name, $$"""{ "wordsPerSecond": 0, "otherwise": ["{{reply}}"] }""");
}
