using CollabLLM.Models.Tests.Catalogue;
using CollabLLM.Testing;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Builtin;

public sealed class BuiltinHostTests : IDisposable
{
    private static readonly ChatOptions Greedy = new() { Temperature = 0, MaxOutputTokens = 12 };
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_answers_with_usage_and_says_what_it_can()
    {
        TinyGguf.Model(_folder.Path, "m.gguf");
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:m:Path", "m.gguf"), ("Catalogue:m:ContextSize", "256"));
        var model = catalogue["m"];
        Assert.Equal((256, true), (model.ContextTokens, model.CanPrefill));
        var response = await model.Client.GetResponseAsync("Hello", Greedy, Token);
        Assert.Equal("m", response.ModelId);
        Assert.True(response.Usage is { InputTokenCount: > 5, OutputTokenCount: > 0 });
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("four", 4)]
    [InlineData("naïve 😀", 11)]
    [InlineData("<|im_end|>", 10)]
    public async Task Tokens_are_counted_exactly_and_special_ones_in_a_text_are_text(string text, int tokens)
    {
        TinyGguf.Model(_folder.Path, "m.gguf");
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:m:Path", "m.gguf"));
        Assert.Equal(tokens, catalogue["m"].CountTokens(text));
    }

    [Fact]
    public async Task An_adapter_is_a_model_of_its_own_over_the_same_weights()
    {
        TinyGguf.Model(_folder.Path, "m.gguf");
        TinyGguf.Adapter(_folder.Path, "bold.gguf");
        await using var catalogue = await TestCatalogue.StartAsync(
            _folder.Path, ("Catalogue:m:Path", "m.gguf"), ("Catalogue:m:Title", "Tiny"), ("Catalogue:m:Adapters:bold", "bold.gguf"));
        Assert.Equal(["m", "m/bold"], catalogue.Models.All.Select(m => m.Name));
        Assert.Equal(["Tiny", "Tiny (bold)"], catalogue.Models.All.Select(m => m.Title));
        var plain = (await catalogue["m"].Client.GetResponseAsync("Hello there", Greedy, Token)).Text;
        var bold = (await catalogue["m/bold"].Client.GetResponseAsync("Hello there", Greedy, Token)).Text;
        Assert.NotEqual(plain, bold);
        Assert.Equal(plain, (await catalogue["m"].Client.GetResponseAsync("Hello there", Greedy, Token)).Text);
    }

    [Fact]
    public async Task The_fingerprint_changes_with_the_weights_of_the_model_and_of_the_adapter_and_with_nothing_else()
    {
        var first = await FingerprintsAsync(model: 1, adapter: 1);
        Assert.Equal(first, await FingerprintsAsync(model: 1, adapter: 1));
        var otherAdapter = await FingerprintsAsync(model: 1, adapter: 2);
        Assert.Equal(first.Model, otherAdapter.Model);
        Assert.NotEqual(first.Adapter, otherAdapter.Adapter);
        var otherModel = await FingerprintsAsync(model: 2, adapter: 1);
        Assert.NotEqual(first.Model, otherModel.Model);
        Assert.NotEqual(first.Adapter, otherModel.Adapter);
        Assert.NotEqual(first.Model, first.Adapter);
    }

    [Fact]
    public async Task A_conversation_that_does_not_fit_is_a_sentence_for_a_person()
    {
        TinyGguf.Model(_folder.Path, "m.gguf");
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:m:Path", "m.gguf"), ("Catalogue:m:ContextSize", "32"));
        var failure = await Assert.ThrowsAsync<ModelException>(() => catalogue["m"].Client.GetResponseAsync(new string('x', 400), Greedy, Token));
        Assert.Equal("This conversation is longer than m can read. Shorten the last message or begin a new chat.", failure.Message);
    }

    [Fact]
    public async Task A_real_model_answers_through_the_catalogue()
    {
        var path = SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:smollm2:Path", path));
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 12, AdditionalProperties = new() { ["repetition_penalty"] = 1.0 } };
        var response = await catalogue["smollm2"].Client.GetResponseAsync("What is the capital of France? One word.", options, Token);
        Assert.Contains("Paris", response.Text, StringComparison.Ordinal);
    }

    private async Task<(string Model, string Adapter)> FingerprintsAsync(int model, int adapter)
    {
        TinyGguf.Model(_folder.Path, "m.gguf", seed: model);
        TinyGguf.Adapter(_folder.Path, "a.gguf", seed: 10 + adapter);
        await using var catalogue = await TestCatalogue.StartAsync(_folder.Path, ("Catalogue:m:Path", "m.gguf"), ("Catalogue:m:Adapters:a", "a.gguf"));
        return (catalogue["m"].Fingerprint, catalogue["m/a"].Fingerprint);
    }
}
