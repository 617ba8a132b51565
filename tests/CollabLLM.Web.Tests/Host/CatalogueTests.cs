using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Models;
using CollabLLM.Testing.Databases;
using CollabLLM.Web.Features.Chat;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Web.Tests.Host;

public sealed class CatalogueTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>, IAsyncLifetime
{
    private readonly string _script = Path.Combine(Path.GetTempPath(), $"collab-{Guid.NewGuid():N}.script.json");
    private CollabHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_script, JsonSerializer.Serialize(new { wordsPerSecond = 0, rules = Array.Empty<object>(), otherwise = new[] { "Said by the script." } }), Token);
        _host = await CollabHost.StartWithCatalogueAsync(
            database,
            ("Models:Default", "absent"),
            ("Models:Catalogue:absent:Provider", "Builtin"),
            ("Models:Catalogue:absent:Path", "/nowhere/model.gguf"),
            // As if somebody had removed the model that ships.
            ("Models:Catalogue:builtin:Path", "/nowhere/builtin.gguf"),
            ("Models:Catalogue:script:Provider", "Scripted"),
            ("Models:Catalogue:script:Path", _script));
        foreach (var model in _host.Services.GetRequiredService<ModelCatalog>().All) await model.WaitAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_script);
    }

    [Fact]
    public async Task A_model_of_the_configuration_answers_through_the_whole_pipeline()
    {
        await using var guest = await _host.NewGuestAsync();
        var hub = await guest.ConnectAsync();
        var hello = Guest.Hello(model: "script");
        Assert.Equal("accepted", (await hub.InvokeAsync<HubAnswer>("Send", hello, Token)).Kind);
        var (text, end) = await Guest.ReadAsync(hub, hello.ReplyId);
        Assert.Equal(("Said by the script.", ReplyOutcome.Completed), (text, end.Outcome));
    }

    [Fact]
    public async Task A_missing_model_is_a_sentence_with_its_key_and_everything_else_works()
    {
        await using var guest = await _host.NewGuestAsync();
        var hub = await guest.ConnectAsync();
        var refused = await hub.InvokeAsync<HubAnswer>("Send", Guest.Hello(), Token);
        Assert.Equal("invalid", refused.Kind);
        Assert.Contains("Models:Catalogue:absent:Path", refused.Sentence, StringComparison.Ordinal);

        var ready = await guest.Http.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token);
        Assert.Contains("\"models\":{\"status\":\"Degraded\"", ready, StringComparison.Ordinal);
        Assert.Contains("\"script\":\"Ready\"", ready, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_run_knows_that_no_real_model_answers_and_how_to_get_one()
    {
        var first = _host.Services.GetRequiredService<FirstRun>();
        Assert.False(first.HasRealModel);
        Assert.Equal(["absent", "builtin"], first.Missing.Select(m => m.Name).Order(StringComparer.Ordinal));
        Assert.NotNull(first.Demo);
        Assert.Contains("models pull", FirstRun.Command, StringComparison.Ordinal);
    }
}
