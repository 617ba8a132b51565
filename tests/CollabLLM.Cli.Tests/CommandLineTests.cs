using CollabLLM.Cli.Tests.Running;

namespace CollabLLM.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly Collab _collab = new();

    public void Dispose() => _collab.Dispose();

    [Theory]
    [InlineData("collab needs a command: chat, models, ")]
    [InlineData("collab models needs a command: list, pull, import-adapter, merge, average, inspect, tokenize, template, logits.", "models")]
    [InlineData("collab db has no command migrat. It has: migrate, status.", "db", "migrat")]
    [InlineData("collab has no command modls. It has: chat, models, ", "modls", "list")]
    [InlineData("Option '--input' is required.", "models", "tokenize", "--model", "x.gguf")]
    [InlineData("Required argument 'NAME|URL' missing", "models", "pull")]
    [InlineData("--temperature must be a number from 0 to 10, not hot.", "chat", "--temperature", "hot", "hi")]
    [InlineData("--temperature must be a number from 0 to 10, not 0,7.", "chat", "--temperature", "0,7", "hi")]
    [InlineData("--temperature must be a number from 0 to 10, not NaN.", "chat", "--temperature", "NaN", "hi")]
    [InlineData("--top-k must be a whole number, 0 or more, not -1.", "chat", "--top-k", "-1", "hi")]
    [InlineData("--max-tokens must be a whole number, 1 or more, not 0.", "chat", "--max-tokens", "0", "hi")]
    [InlineData("--seed must be a whole number, not 1.5.", "chat", "--seed", "1.5", "hi")]
    [InlineData("--threads must be a whole number from 1 to 256, not 0.", "models", "logits", "--model", "x", "--input", "-", "--threads", "0")]
    public async Task A_wrong_command_line_is_a_sentence_and_where_to_look(string words, params string[] args)
    {
        var result = await _collab.RunAsync(args);
        result.AssertFailed(ExitCodes.Usage, words);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models")]
    [InlineData("db")]
    [InlineData("chat")]
    [InlineData("models", "logits")]
    [InlineData("models", "pull")]
    public async Task Help_goes_to_stdout_and_describes_every_option(params string[] command)
    {
        var help = (await _collab.RunAsync([.. command, "--help"])).AssertSucceeded();
        Assert.Equal("", help.Error);
        Assert.Contains($"collab {string.Join(' ', command)}", help.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^  --\S+( <\S+>)?\s*$", help.Out);
    }

    [Fact]
    public async Task The_version_stands_alone() =>
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await CollabCommandAsync("--version")).Out.ReplaceLineEndings("\n"));

    [Fact]
    public async Task A_root_that_is_not_there_is_named()
    {
        var missing = Path.Combine(_collab.Root, "gone");
        var result = await CollabCommandAsync("models", "list", "--root", missing);
        result.AssertFailed(ExitCodes.Configuration, missing);
    }

    [Fact]
    public async Task Settings_that_are_not_json_are_named()
    {
        _collab.Write("appsettings.json", "{ \"Models\": nonsense }");
        (await _collab.RunAsync("models", "list")).AssertFailed(ExitCodes.Configuration, "appsettings.json'. Line 1: ");
    }

    private async Task<CollabResult> CollabCommandAsync(params string[] args)
    {
        var exitCode = await CollabCommand.RunAsync(args, _collab.Context("", terminal: false));
        return new(exitCode, _collab.Out.ToString(), _collab.Error.ToString());
    }
}
