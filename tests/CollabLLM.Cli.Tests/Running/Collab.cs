using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace CollabLLM.Cli.Tests.Running;

/// <summary>Runs the command line in this process, with a root folder of its own.</summary>
internal sealed class Collab : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("collab-cli-").FullName;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public long FreeBytes { get; init; } = long.MaxValue;

    public Interruption Interruption { get; init; } = new();

    /// <summary>What is watched while a command runs.</summary>
    public SpokenWriter Out { get; private set; } = new();

    public SpokenWriter Error { get; private set; } = new();

    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public string Write(string name, string content)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>appsettings.json of the root.</summary>
    public void Configure(object settings) => Write("appsettings.json", JsonSerializer.Serialize(settings));

    /// <summary>A catalogue of one model, <c>play</c>, that says what a test makes it say.</summary>
    public async Task<PlayServer> PlayAsync(Func<string, string?> says)
    {
        var server = await PlayServer.StartAsync();
        server.Says = says;
        Configure(new { Models = new { Catalogue = new { play = new { Provider = "OpenAI", Endpoint = server.Address, Model = "m" } }, Default = "play" } });
        return server;
    }

    public Task<CollabResult> RunAsync(params string[] args) => RunAsync(args, "", terminal: false);

    /// <param name="args">Without --root, which is added.</param>
    /// <param name="input">What stdin holds.</param>
    /// <param name="terminal">Whether somebody sits before all three streams.</param>
    public async Task<CollabResult> RunAsync(string[] args, string input, bool terminal)
    {
        var exitCode = await CollabCommand.RunAsync([.. args, "--root", Root], Context(input, terminal));
        return new(exitCode, Out.ToString(), Error.ToString());
    }

    public CommandContext Context(string input, bool terminal)
    {
        (Out, Error) = (new(), new());
        return new(
            new CommandInput(() => new MemoryStream(Encoding.UTF8.GetBytes(input)), terminal),
            new CommandOutput(Out, Error, terminal, ErrorIsTerminal: false),
            Time,
            Interruption,
            _ => FreeBytes);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(Root, recursive: true);
    }
}
