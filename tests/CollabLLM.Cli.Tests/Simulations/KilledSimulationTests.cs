using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Simulations;

public sealed class KilledSimulationTests : IDisposable
{
    private const int Calls = 24;
    private readonly Collab _collab = new();

    /// <summary>The server stops answering in the middle, so that every answer has arrived before the process is killed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(20)]
    public async Task A_killed_run_goes_on_and_asks_nothing_again_that_was_answered(int answered)
    {
        await using var server = await PlayServer.StartAsync();
        _collab.Configure(new
        {
            Models = new { Catalogue = new { play = new { Provider = "OpenAI", Endpoint = server.Address, Model = "m" } }, Default = "play" },
        });
        var goals = _collab.Write("goals.jsonl", """
            {"id": "a", "prompt": "Plan a menu without nuts.", "completion": "Soup."}
            {"id": "b", "prompt": "Write a letter to the council.", "completion": "Dear council"}
            {"id": "c", "prompt": "Explain tides to a child.", "completion": "The moon"}

            """);
        var (killed, whole) = (Path.Combine(_collab.Root, "killed"), Path.Combine(_collab.Root, "whole"));

        server.Answer(answered);
        using (var child = ChildCollab.Start(_collab.Root, Arguments(killed)))
        {
            await server.Dry;
            while (await ChildCollab.JournalLinesAsync(killed) < answered + 1) await Task.Delay(10, TestContext.Current.CancellationToken);
            child.Kill();
        }
        Assert.Equal(["calls.jsonl"], Directory.EnumerateFiles(killed).Select(Path.GetFileName));

        server.Answer(int.MaxValue);
        using (var child = ChildCollab.Start(_collab.Root, Arguments(killed))) Assert.Equal("", (await child.EndAsync()).AssertSucceeded().Out);
        Assert.Equal(Calls, server.Answered.Count);
        Assert.Equal(Calls, server.Answered.Distinct().Count());

        (await _collab.RunAsync(Arguments(whole))).AssertSucceeded();
        Assert.Equal(2 * Calls, server.Answered.Count);
        Assert.Equal(await ReadAsync(whole), await ReadAsync(killed));
        Assert.Equal(6, (await ReadAsync(killed)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);

        string[] Arguments(string folder) => ["simulate", "--goals", goals, "--out", folder, "--messages", "4", "--samples", "2", "--proactive-ratio", "0.5", "--concurrency", "3"];
    }

    public void Dispose() => _collab.Dispose();

    private static Task<string> ReadAsync(string folder) => File.ReadAllTextAsync(Path.Combine(folder, "conversations.jsonl"), TestContext.Current.CancellationToken);
}
