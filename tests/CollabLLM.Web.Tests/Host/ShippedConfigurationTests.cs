using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Web.Tests.Host;

/// <summary>The settings as they are in the repository, and what a person adds to them first.</summary>
public sealed class ShippedConfigurationTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task As_shipped_the_demo_can_be_chosen_and_the_first_run_still_knows_that_there_is_no_model()
    {
        await using var host = await StartAsync();
        var first = host.Services.GetRequiredService<FirstRun>();
        Assert.False(first.HasRealModel);
        Assert.Empty(first.Missing);
        Assert.Equal(("demo", ModelState.Ready, (string?)null), (first.Demo?.Name, first.Demo?.State ?? ModelState.Failed, first.Demo?.Problem));
        var choice = Assert.Single(host.Services.GetRequiredService<ModelChoices>().All);
        Assert.Equal(("demo", "Scripted demo", true), (choice.Name, choice.Title, choice.Scripted));
    }

    [Fact]
    public async Task A_file_named_in_the_environment_becomes_the_model_of_new_chats_and_the_demo_stays()
    {
        await using var host = await StartAsync(("Models:Catalogue:smollm2:Path", "/nowhere/model.gguf"));
        Assert.Equal("smollm2", host.Services.GetRequiredService<ModelCatalog>().Default?.Name);
        Assert.Equal(["smollm2", "demo"], host.Services.GetRequiredService<ModelChoices>().All.Select(m => m.Name));
        Assert.Equal("demo", host.Services.GetRequiredService<FirstRun>().Demo?.Name);
    }

    private async Task<CollabHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await CollabHost.StartWithCatalogueAsync(database, settings);
        foreach (var model in host.Services.GetRequiredService<ModelCatalog>().All) await model.WaitAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
