using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;

namespace CollabLLM.Cli.Tests.Chat;

public sealed class ChatTests : IDisposable
{
    private readonly Collab _collab = new();

    public ChatTests()
    {
        _collab.Write("script.json", """
            {
              "wordsPerSecond": 0,
              "rules": [
                { "contains": "stall", "replies": ["one two three"], "stallsAfter": 2 },
                { "contains": "break", "replies": ["one two three"], "failsAfter": 1 },
                { "contains": "ask", "replies": ["Before I write:\n<ask>\nFor whom? | Friends | Colleagues\nskip: friends\n</ask>\nThanks."] },
                { "contains": "escape", "replies": ["a\u001b]0;title\u0007b"] },
                { "contains": "long", "replies": ["one two three four"] },
                { "turn": 2, "replies": ["second"] }
              ],
              "otherwise": ["first"]
            }
            """);
        _collab.Configure(new { Models = new { Catalogue = new { demo = new { Provider = "Scripted", Path = "script.json", Title = "Demo" } } } });
    }

    public void Dispose() => _collab.Dispose();

    [Fact]
    public async Task One_message_gives_one_answer_and_stores_nothing()
    {
        var result = (await _collab.RunAsync("chat", "hello", "there")).AssertSucceeded();
        Assert.Equal("first\n", result.Out.ReplaceLineEndings("\n"));
        Assert.Contains("Demo is scripted", result.Error, StringComparison.Ordinal);
        Assert.Equal(["appsettings.json", "script.json"], Directory.EnumerateFileSystemEntries(_collab.Root).Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pipe_is_one_message()
    {
        var result = (await _collab.RunAsync(["chat"], "a\nlong\none\n", terminal: false)).AssertSucceeded();
        Assert.Equal("one two three four", result.Out.Trim());
        (await _collab.RunAsync(["chat"], " \n", terminal: false)).AssertFailed(ExitCodes.Usage, "the message is empty");
        Assert.Equal("first", (await _collab.RunAsync("chat", "@somebody says hi")).AssertSucceeded().Out.Trim());
    }

    [Fact]
    public async Task A_conversation_goes_on_until_exit_and_starts_over_with_new()
    {
        var result = (await _collab.RunAsync(["chat"], "a\n\nb\n/new\nc\n/nonsense\nd\\\ne\n/exit\nf\n", terminal: true)).AssertSucceeded();
        Assert.Equal(["first", "second", "first", "second"], result.OutLines);
        Assert.Contains("There is no /nonsense.", result.Error, StringComparison.Ordinal);
        Assert.Contains("A new conversation.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slash_in_a_sentence_is_text_and_the_end_of_the_input_leaves() =>
        Assert.Equal(["first"], (await _collab.RunAsync(["chat"], "/etc/hosts is what?", terminal: true)).AssertSucceeded().OutLines);

    [Fact]
    public async Task Questions_are_plain_lines()
    {
        var result = (await _collab.RunAsync("chat", "ask me")).AssertSucceeded();
        Assert.StartsWith("Before I write:\n", result.Out, StringComparison.Ordinal);
        Assert.Contains("For whom?", result.Out, StringComparison.Ordinal);
        Assert.EndsWith("Thanks.\n", result.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("ask>", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_command_a_terminal_reaches_a_pipe_only()
    {
        Assert.Equal("a\uFFFD]0;title\uFFFDb", (await _collab.RunAsync(["chat", "escape"], "", terminal: true)).AssertSucceeded().Out.Trim());
        Assert.Equal("a\u001b]0;title\u0007b", (await _collab.RunAsync("chat", "escape")).AssertSucceeded().Out.Trim());
    }

    [Fact]
    public async Task An_answer_that_was_cut_off_says_so()
    {
        var result = (await _collab.RunAsync("chat", "long", "--max-tokens", "2")).AssertSucceeded();
        Assert.Equal("one two", result.Out.Trim());
        Assert.Contains("cut off after 2 tokens", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_breaks_off_fails_one_message_not_the_conversation()
    {
        var once = await _collab.RunAsync("chat", "break");
        Assert.Equal((ExitCodes.Unavailable, "one \n"), (once.ExitCode, once.Out.ReplaceLineEndings("\n")));
        Assert.Contains("The script breaks off here.", once.Error, StringComparison.Ordinal);

        var talk = (await _collab.RunAsync(["chat"], "break\nhello\n", terminal: true)).AssertSucceeded();
        Assert.Contains("The script breaks off here.", talk.Error, StringComparison.Ordinal);
        Assert.Equal("first", talk.OutLines[^1]);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_reply_and_the_conversation_goes_on()
    {
        var talk = _collab.RunAsync(["chat"], "stall\nhello\n", terminal: true);
        await _collab.Out.HearAsync("one two");
        Assert.True(_collab.Interruption.Signal());
        var result = (await talk).AssertSucceeded();
        Assert.Contains("(stopped)", result.Error, StringComparison.Ordinal);
        Assert.Equal(["one two ", "second"], result.OutLines);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_single_message_with_the_code_of_the_signal()
    {
        var once = _collab.RunAsync("chat", "stall");
        await _collab.Out.HearAsync("one two");
        Assert.True(_collab.Interruption.Signal());
        var result = await once;
        Assert.Equal((ExitCodes.Interrupted, "one two"), (result.ExitCode, result.Out.Trim()));
    }

    [Fact]
    public void The_first_Ctrl_C_stops_the_step_the_second_leaves_and_the_third_is_the_systems()
    {
        using var interruption = new Interruption();
        using (var step = interruption.Begin())
        {
            Assert.True(interruption.Signal());
            Assert.Equal((true, false), (step.Token.IsCancellationRequested, interruption.Leave.IsCancellationRequested));
            Assert.True(interruption.Signal());
            Assert.True(interruption.Leave.IsCancellationRequested);
        }
        Assert.False(interruption.Signal());
    }

    [Fact]
    public async Task A_model_that_does_not_exist_is_named_with_those_that_do()
    {
        (await _collab.RunAsync("chat", "--model", "nobody", "hi")).AssertFailed(ExitCodes.Usage, "There is no model nobody. Models:Catalogue has: demo.");
        (await _collab.RunAsync("chat", "--model", "gone.gguf", "hi")).AssertFailed(ExitCodes.BadInput, "There is no file");
        _collab.Configure(new { Models = new { Catalogue = new { gone = new { Path = "gone.gguf" } } } });
        (await _collab.RunAsync("chat", "hi")).AssertFailed(ExitCodes.Unavailable, "Models:Catalogue:gone:Path: there is no file");
        _collab.Configure(new { Models = new { Default = "nobody", Catalogue = new { gone = new { Path = "gone.gguf" } } } });
        (await _collab.RunAsync("chat", "hi")).AssertFailed(ExitCodes.Configuration, "Models:Default is 'nobody', which Models:Catalogue does not have.");
        _collab.Configure(new { Models = new { Catalogue = new { gone = new { Path = "gone.gguf" } } } });
        (await _collab.RunAsync("chat", "--model", "gone/bold", "hi")).AssertFailed(ExitCodes.Usage, "Models:Catalogue:gone:Adapters has no bold.");
        _collab.Configure(new { });
        (await _collab.RunAsync("chat", "hi")).AssertFailed(ExitCodes.Unavailable, "models pull smollm2-135m-instruct");
    }

    [Fact]
    public async Task A_GGUF_file_answers_by_its_path_and_the_same_seed_gives_the_same_text()
    {
        var model = TinyGguf.Model(_collab.Folder("models"));
        string[] args = ["chat", "--model", model, "--seed", "7", "--max-tokens", "12", "--temperature", "1.5", "Hello"];
        var (first, again) = ((await _collab.RunAsync(args)).AssertSucceeded(), (await _collab.RunAsync(args)).AssertSucceeded());
        Assert.Equal(first.Out, again.Out);
        (await _collab.RunAsync("chat", "--model", model, new string('x', 5000))).AssertFailed(ExitCodes.BadInput, "can read. Shorten the last message");
    }
}
