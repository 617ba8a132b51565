using CollabLLM.Models.Scripted;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Models.Tests.Scripted;

public sealed class ScriptedTests : IDisposable
{
    private const string Play = """
        {
          // Comments and a comma too many are fine.
          "wordsPerSecond": 0,
          "rules": [
            { "contains": "hello", "turn": 1, "replies": ["First hello."] },
            { "contains": "hello", "replies": ["Again hello."] },
            { "matches": "^my name is (?<name>\\w+)", "replies": ["Good day, {name}. {other} stays."] },
            { "after": "GOOD DAY", "replies": ["We have met."] },
            { "contains": "stall", "replies": ["one two three"], "stallsAfter": 2 },
            { "contains": "fail", "replies": ["one two three"], "failsAfter": 1 },
            { "contains": "dice", "replies": ["one", "two", "three"] },
            { "matches": "^(a+)+$", "replies": ["never"] },
            { "contains": "slow", "replies": ["a b c"], "wordsPerSecond": 10 },
          ],
          "otherwise": ["I  do\nnot know. "],
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Say HELLO", "First hello.")]
    [InlineData("My name is Ada, hi", "Good day, Ada. {other} stays.")]
    [InlineData("A stone", "I  do\nnot know. ")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "I  do\nnot know. ")]
    public async Task The_first_rule_that_fits_answers_and_a_pattern_that_takes_too_long_fits_nothing(string said, string reply)
    {
        var client = await ClientAsync();
        Assert.Equal(reply, (await client.GetResponseAsync(said, null, Token)).Text);
    }

    [Fact]
    public async Task A_rule_may_ask_which_message_it_is_and_what_was_said_before()
    {
        var client = await ClientAsync();
        ChatMessage[] first = [new(ChatRole.User, "hello"), new(ChatRole.Assistant, "First hello."), new(ChatRole.User, "hello")];
        Assert.Equal("Again hello.", (await client.GetResponseAsync(first, null, Token)).Text);
        ChatMessage[] met = [new(ChatRole.User, "My name is Ada"), new(ChatRole.Assistant, "Good day, Ada."), new(ChatRole.User, "So?")];
        Assert.Equal("We have met.", (await client.GetResponseAsync(met, null, Token)).Text);
    }

    [Fact]
    public async Task The_same_seed_gets_the_same_reply_and_seeds_reach_all_of_them()
    {
        var client = await ClientAsync();
        var said = new HashSet<string>();
        for (var seed = -4; seed <= 4; seed++)
        {
            var options = new ChatOptions { Seed = seed };
            var once = (await client.GetResponseAsync("dice", options, Token)).Text;
            Assert.Equal(once, (await client.GetResponseAsync("dice", options, Token)).Text);
            said.Add(once);
        }
        Assert.Equal(3, said.Count);
    }

    [Fact]
    public async Task Words_come_at_the_pace_of_the_clock()
    {
        var client = await ClientAsync();
        await using var reply = client.GetStreamingResponseAsync("slow", null, Token).GetAsyncEnumerator(Token);
        foreach (var word in new[] { "a ", "b ", "c" })
        {
            var next = reply.MoveNextAsync().AsTask();
            _time.Advance(TimeSpan.FromMilliseconds(99));
            Assert.False(next.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await next);
            Assert.Equal(word, reply.Current.Text);
        }
        Assert.True(await reply.MoveNextAsync());
        var usage = Assert.IsType<UsageContent>(Assert.Single(reply.Current.Contents)).Details;
        Assert.Equal((1, 3, 4), (usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount));
        Assert.Equal(ChatFinishReason.Stop, reply.Current.FinishReason);
    }

    [Fact]
    public async Task A_limit_cuts_and_a_kept_beginning_is_gone_on_from()
    {
        var client = await ClientAsync();
        var cut = await client.GetResponseAsync("Say hello", new ChatOptions { MaxOutputTokens = 1 }, Token);
        Assert.Equal(("First ", ChatFinishReason.Length), (cut.Text, cut.FinishReason));
        ChatMessage[] kept = [new(ChatRole.User, "Say hello"), new(ChatRole.Assistant, "First ")];
        Assert.Equal("hello.", (await client.GetResponseAsync(kept, null, Token)).Text);
        ChatMessage[] filled = [new(ChatRole.User, "My name is Ada"), new(ChatRole.Assistant, "Good day, Ada. {other}")];
        Assert.Equal(" stays.", (await client.GetResponseAsync(filled, null, Token)).Text);
    }

    [Fact]
    public async Task A_script_may_fall_silent_or_break_off()
    {
        var client = await ClientAsync();
        using var cancel = new CancellationTokenSource();
        await using var silent = client.GetStreamingResponseAsync("stall", null, cancel.Token).GetAsyncEnumerator(cancel.Token);
        Assert.True(await silent.MoveNextAsync());
        Assert.True(await silent.MoveNextAsync());
        var next = silent.MoveNextAsync().AsTask();
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(next.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);

        await using var broken = client.GetStreamingResponseAsync("fail", null, Token).GetAsyncEnumerator(Token);
        Assert.True(await broken.MoveNextAsync());
        await Assert.ThrowsAsync<ModelException>(() => broken.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Its_file_is_its_fingerprint()
    {
        var first = await LoadAsync(Play);
        Assert.Equal(first.Fingerprint, (await LoadAsync(Play)).Fingerprint);
        Assert.NotEqual(first.Fingerprint, (await LoadAsync(Play + " ")).Fingerprint);
        Assert.Equal(4, first.CountTokens("I  do\nnot know. "));
    }

    [Fact]
    public async Task What_a_file_leaves_out_has_its_default()
    {
        var script = ScriptedHost.Parse("a.json", """{ "otherwise": ["x"] }"""u8.ToArray());
        Assert.Equal((20d, 0), (script.WordsPerSecond, script.Rules.Count));
        Assert.True((await LoadAsync(Play)).CanPrefill);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("null", "is empty")]
    [InlineData("{}", "otherwise")]
    [InlineData("""{ "otherwise": [] }""", "otherwise must hold at least one reply")]
    [InlineData("""{ "otherwise": [null] }""", "otherwise must hold at least one reply")]
    [InlineData("""{ "otherwise": ["x"], "rules": null }""", "rules must be a list")]
    [InlineData("""{ "otherwise": ["x"], "rules": [{ "replies": ["y"] }, { "contains": "z" }] }""", "rules[1].replies must hold at least one reply")]
    [InlineData("""{ "otherwise": ["x"], "rules": [{ "replies": ["y"], "matches": "(" }] }""", "rules[0].matches: ")]
    [InlineData("""{ "otherwise": ["x"], "rules": [{ "replies": ["y"], "turn": 0 }] }""", "rules[0].turn counts from 1")]
    [InlineData("""{ "otherwise": ["x"], "wordsPerSecond": -1 }""", "wordsPerSecond must be 0")]
    [InlineData("""{ "otherwise": ["x"], "rules": [{ "replies": ["y"], "wordsPerSecond": 0.0000001 }] }""", "rules[0].wordsPerSecond")]
    [InlineData("{\n \"otherwise\": [\"x\"],\n \"rules\": [{ \"replies\": \"y\" }] }", "line 3, rules[0].replies: ")]
    [InlineData("{\n \"otherwise\": [\"x\"],\n \"ruels\": [] }", "line 3, ruels: ")]
    [InlineData("{ \"otherwise\": [\"x\"", "line 1")]
    public async Task A_bad_file_is_refused_with_file_field_and_line(string content, string words)
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => LoadAsync(content));
        Assert.Contains("play.json", refused.Message, StringComparison.Ordinal);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_catalogue_a_bad_file_is_a_sentence_with_its_key()
    {
        _folder.Write("play.json", """{ "otherwise": [] }""");
        await using var catalogue = await Catalogue.TestCatalogue.StartAsync(
            _folder.Path, ("Catalogue:demo:Provider", "Scripted"), ("Catalogue:demo:Path", "play.json"));
        Assert.StartsWith($"Models:Catalogue:demo:Path: {Path.Combine(_folder.Path, "play.json")}: otherwise", catalogue["demo"].Problem, StringComparison.Ordinal);
    }

    private Task<ModelHost> LoadAsync(string content) => ScriptedHost.LoadAsync(_folder.Write("play.json", content), _time, Token);

    private async Task<IChatClient> ClientAsync() => (await LoadAsync(Play)).Client;
}
