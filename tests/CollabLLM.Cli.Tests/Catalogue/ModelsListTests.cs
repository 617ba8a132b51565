using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Catalogue;

public sealed class ModelsListTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task Each_model_has_its_state_and_a_failed_one_its_reason_with_the_key()
    {
        TinyGguf.Model(_collab.Folder("models"));
        TinyGguf.Model(_collab.Folder("strange"), "mamba");
        TinyGguf.Adapter(_collab.Folder("models"), "bold.gguf");
        _collab.Write("script.json", """{"rules": [], "otherwise": ["Yes."]}""");
        _collab.Write("broken.json", """{"rules": [], "otherwise": []}""");
        _collab.Configure(new
        {
            Models = new
            {
                Default = "good",
                Catalogue = new Dictionary<string, object>
                {
                    ["good"] = new { Path = "models/model.gguf", Title = "Good one", Adapters = new { bold = "models/bold.gguf", lost = "models/lost.gguf" } },
                    ["gone"] = new { Path = "models/gone.gguf" },
                    ["strange"] = new { Path = "strange/model.gguf" },
                    ["wide"] = new { Path = "models/model.gguf", ContextSize = 4096 },
                    ["script"] = new { Provider = "Scripted", Path = "script.json" },
                    ["broken"] = new { Provider = "Scripted", Path = "broken.json" },
                    ["server"] = new { Provider = "OpenAI", Endpoint = "http://127.0.0.1:9/v1", Model = "m", ContextSize = 8192 },
                },
            },
        });
        var result = (await _collab.RunAsync("models", "list", "--json")).AssertSucceeded();
        Assert.Equal("", result.Error);
        var models = JsonDocument.Parse(result.Out).RootElement.EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!);

        Assert.Equal("good,good/bold,good/lost,gone,strange,wide,script,broken,server".Split(',').Order(StringComparer.Ordinal), models.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["good", "good/bold", "script", "server"], models.Where(m => m.Value.GetProperty("state").GetString() == "ready").Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Good one", models["good"].GetProperty("title").GetString());
        Assert.Equal(256, models["good"].GetProperty("context").GetInt32());
        Assert.True(models["good"].GetProperty("default").GetBoolean());
        Assert.Equal("OpenAI", models["server"].GetProperty("provider").GetString());
        Assert.Equal(8192, models["server"].GetProperty("context").GetInt32());
        Says("gone", "Models:Catalogue:gone:Path: there is no file");
        Says("gone", "Models__Catalogue__gone__Path");
        Says("strange", "Models:Catalogue:strange:Path: ");
        Says("wide", "Models:Catalogue:wide:ContextSize is 4096");
        Says("broken", "Models:Catalogue:broken:Path: ");
        Says("good/lost", "Models:Catalogue:good:Adapters:lost: there is no file");

        void Says(string name, string words) => Assert.Contains(words, models[name].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task For_people_the_table_is_the_result_and_the_reasons_are_said_beside_it()
    {
        _collab.Configure(new { Models = new { Catalogue = new { gone = new { Path = "models/gone.gguf" } } } });
        var result = (await _collab.RunAsync("models", "list")).AssertSucceeded();
        Assert.Matches(@"gone \*\s+Builtin\s+failed", result.Out);
        Assert.Contains("gone: Models:Catalogue:gone:Path", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_it_says_how_to_get_one()
    {
        var result = (await _collab.RunAsync("models", "list")).AssertSucceeded();
        Assert.Contains("models pull smollm2-135m-instruct", result.Error, StringComparison.Ordinal);
        Assert.Equal("[]", (await _collab.RunAsync("models", "list", "--json")).AssertSucceeded().Out.Trim());
    }

    [Fact]
    public async Task Wrong_settings_are_all_named()
    {
        _collab.Configure(new { Models = new { Default = "b", Catalogue = new { a = new { Provider = "OpenAI", Slots = 0 } } } });
        var result = await _collab.RunAsync("models", "list");
        result.AssertFailed(ExitCodes.Configuration, "Models:Default is 'b'");
        Assert.Contains("Models:Catalogue:a:Endpoint", result.Error, StringComparison.Ordinal);
        Assert.Contains("Models:Catalogue:a:Slots", result.Error, StringComparison.Ordinal);
        _collab.Configure(new { Models = new { Catalogue = new { a = new { Provider = "Ollama", Path = "x" } } } });
        (await _collab.RunAsync("models", "list")).AssertFailed(ExitCodes.Configuration, "Models:Catalogue:a:Provider");
    }
}
