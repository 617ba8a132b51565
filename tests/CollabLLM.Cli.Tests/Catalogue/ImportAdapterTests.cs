using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Catalogue;

public sealed class ImportAdapterTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task An_adapter_is_entered_beside_its_base_and_chats()
    {
        TinyGguf.Model(_collab.Folder("models"));
        _collab.Configure(new { Models = new { Catalogue = new { tiny = new { Path = "models/model.gguf" } } }, Other = new { kept = 1 } });
        var result = (await _collab.RunAsync("models", "import-adapter", Adapter("asks"), "--base", "tiny", "--register", "--json")).AssertSucceeded();
        Assert.Equal(2, (int)JsonNode.Parse(result.Out)!["matrices"]!);
        Assert.Contains("tiny/asks", result.Error, StringComparison.Ordinal);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_collab.Root, "appsettings.json"), TestContext.Current.CancellationToken))!;
        Assert.Equal(Path.Combine("models", "asks.lora.gguf"), (string)settings["Models"]!["Catalogue"]!["tiny"]!["Adapters"]!["asks"]!);
        Assert.Equal(1, (int)settings["Other"]!["kept"]!);
        var with = (await _collab.RunAsync("chat", "--model", "tiny/asks", "--temperature", "0", "--max-tokens", "12", "hi")).AssertSucceeded();
        var without = (await _collab.RunAsync("chat", "--model", "tiny", "--temperature", "0", "--max-tokens", "12", "hi")).AssertSucceeded();
        Assert.NotEqual(without.Out, with.Out);
    }

    [Fact]
    public async Task What_does_not_fit_is_said_and_leaves_nothing()
    {
        var model = TinyGguf.Model(_collab.Folder("models"));
        (await _collab.RunAsync("models", "import-adapter", Adapter("wide", width: 32), "--base", model)).AssertFailed(ExitCodes.BadInput, "need 2 x 64.");
        (await _collab.RunAsync("models", "import-adapter", _collab.Folder("empty"), "--base", model)).AssertFailed(ExitCodes.BadInput, "holds no adapter_config.json.");
        (await _collab.RunAsync("models", "import-adapter", Adapter("asks"), "--base", "nobody")).AssertFailed(ExitCodes.Usage, "the catalogue has no nobody");
        (await _collab.RunAsync("models", "import-adapter", Adapter("asks"), "--base", model, "--register")).AssertFailed(ExitCodes.Usage, "--register needs a name");
        Assert.Equal(["model.gguf"], Directory.EnumerateFiles(Path.Combine(_collab.Root, "models")).Select(Path.GetFileName));
        _collab.Write("appsettings.json", """{ "Models": { "Catalogue": { "tiny": { "Path": "models/model.gguf" } } } /* mine */ }""");
        (await _collab.RunAsync("models", "import-adapter", Adapter("asks"), "--base", "tiny", "--register")).AssertFailed(ExitCodes.Configuration, "holds comments");
        Assert.True(File.Exists(Path.Combine(_collab.Root, "models", "asks.lora.gguf")));
    }

    /// <summary>Changes the queries of both layers.</summary>
    private string Adapter(string name, int width = TinyGguf.Width)
    {
        const int Rank = 2;
        var folder = _collab.Folder(name);
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), JsonSerializer.Serialize(new { peft_type = "LORA", r = Rank, lora_alpha = 32, bias = "none" }));
        var header = new Dictionary<string, object>();
        using var data = new MemoryStream();
        var random = new Random(1);
        for (var layer = 0; layer < 2; layer++)
        {
            foreach (var (half, rows, columns) in new[] { ("lora_A", Rank, width), ("lora_B", 64, Rank) })
            {
                var begin = data.Length;
                for (var i = 0; i < rows * columns; i++) data.Write(BitConverter.GetBytes(random.NextSingle() - 0.5f));
                header.Add($"base_model.model.model.layers.{layer}.self_attn.q_proj.{half}.weight", new { dtype = "F32", shape = new[] { rows, columns }, data_offsets = new[] { begin, data.Length } });
            }
        }
        var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(Path.Combine(folder, "adapter_model.safetensors"), [.. length, .. json, .. data.ToArray()]);
        return folder;
    }
}
