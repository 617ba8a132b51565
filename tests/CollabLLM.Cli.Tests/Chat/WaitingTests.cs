using CollabLLM.Cli.Catalogue;
using CollabLLM.Cli.Chat;
using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests.Chat;

public sealed class WaitingTests
{
    [Fact]
    public async Task Who_waits_for_a_slot_is_told()
    {
        using var busy = new Collab { Interruption = new() };
        using var patient = new Collab();
        busy.Write("script.json", """{"wordsPerSecond": 0, "rules": [{"contains": "stall", "replies": ["one two"], "stallsAfter": 1}], "otherwise": ["yes"]}""");
        busy.Configure(new { Models = new { Catalogue = new { demo = new { Provider = "Scripted", Path = "script.json", Slots = 1 } } } });
        var (first, second) = (busy.Context("", terminal: false), patient.Context("", terminal: false));
        await using var model = await LoadedModel.LoadAsync(Settings.Load(first with { Root = busy.Root }), null, TimeProvider.System, CancellationToken.None);
        var settings = new ChatSettings(null, new());

        var stalled = new TerminalChat(model.Model, settings, first).OnceAsync("stall");
        await busy.Out.HearAsync("one");
        var waiting = new TerminalChat(model.Model, settings, second).OnceAsync("hello");
        await patient.Error.HearAsync("Waiting: ");
        busy.Interruption.Signal();

        Assert.Equal((ExitCodes.Interrupted, ExitCodes.Success), (await stalled, await waiting));
        Assert.Equal("yes", patient.Out.ToString().Trim());
    }
}
