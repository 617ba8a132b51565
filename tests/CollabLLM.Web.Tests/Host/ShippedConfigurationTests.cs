using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Web.Tests.Host;

/// <summary>The settings as they are in the repository, and what a person adds to them first.</summary>
public sealed class ShippedConfigurationTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task As_shipped_the_built_in_model_answers_and_asks_about_what_it_was_not_told()
    {
        await using var host = await StartAsync();
        var first = host.Services.GetRequiredService<FirstRun>();
        Assert.True(first.HasRealModel);
        Assert.Empty(first.Missing);
        Assert.Equal(["builtin", "demo"], host.Services.GetRequiredService<ModelChoices>().All.Select(m => m.Name));
        var model = host.Services.GetRequiredService<ModelCatalog>().Default!;
        Assert.Equal(("builtin", ModelState.Ready, (string?)null), (model.Name, model.State, model.Problem));
        Assert.Equal(4, model.Starters.Count);
        var reply = await model.Client.GetResponseAsync(model.Starters["An invitation"], new() { Temperature = 0 }, TestContext.Current.CancellationToken);
        Assert.Contains("<ask>", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_named_in_the_environment_becomes_the_model_of_new_chats_and_the_others_stay()
    {
        await using var host = await StartAsync(("Models:Catalogue:smollm2:Path", "/nowhere/model.gguf"));
        Assert.Equal("smollm2", host.Services.GetRequiredService<ModelCatalog>().Default?.Name);
        Assert.Equal(["smollm2", "builtin", "demo"], host.Services.GetRequiredService<ModelChoices>().All.Select(m => m.Name));
        Assert.Equal("demo", host.Services.GetRequiredService<FirstRun>().Demo?.Name);
    }

    private async Task<CollabHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await CollabHost.StartWithCatalogueAsync(database, settings);
        foreach (var model in host.Services.GetRequiredService<ModelCatalog>().All) await model.WaitAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
