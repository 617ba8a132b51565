using System.Security.Cryptography;
using System.Text.Json;
using CollabLLM.Cli.Tests.Running;
using CollabLLM.Gguf.Tests.Format;
using Microsoft.AspNetCore.Http;

namespace CollabLLM.Cli.Tests.Downloads;

public sealed class ModelsPullTests : IAsyncLifetime
{
    private const int Some = 20_000;
    private readonly Collab _collab = new() { Time = new ImpatientTime(TimeSpan.FromSeconds(10)) };
    private byte[] _content = [];
    private FileServer _server = null!;

    private string Target => Path.Combine(_collab.Root, "models", "tiny.gguf");

    private string Part => Target + ".part";

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_content));

    public async ValueTask InitializeAsync()
    {
        _content = await File.ReadAllBytesAsync(TinyGguf.Model(_collab.Folder("made")));
        _server = await FileServer.StartAsync(_content);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _collab.Dispose();
    }

    [Fact]
    public async Task A_file_is_fetched_checked_and_used_as_it_says()
    {
        var result = (await PullAsync("--sha256", Hash.ToUpperInvariant())).AssertSucceeded();
        Assert.Equal(Target, result.Out.Trim());
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
        Assert.Contains("as expected", result.Error, StringComparison.Ordinal);
        Assert.Contains($"Models__Catalogue__tiny__Path={Path.Combine("models", "tiny.gguf")} dotnet run --project src/CollabLLM.Web", result.Error, StringComparison.Ordinal);
        Assert.Contains("100 %", result.Error, StringComparison.Ordinal);
        Assert.Equal(["tiny.gguf", "tiny.gguf.sha256"], Kept());
        (await _collab.RunAsync("chat", "--model", Target, "--max-tokens", "2", "hi")).AssertSucceeded();
    }

    [Fact]
    public async Task A_second_pull_downloads_nothing_and_says_whether_the_file_is_whole()
    {
        (await PullAsync()).AssertSucceeded();
        var again = (await PullAsync("--json")).AssertSucceeded();
        Assert.Single(_server.Asked);
        Assert.Contains("complete and verified", again.Error, StringComparison.Ordinal);
        Assert.False(JsonDocument.Parse(again.Out).RootElement.GetProperty("downloaded").GetBoolean());

        await File.AppendAllTextAsync(Target, "x");
        (await PullAsync()).AssertFailed(ExitCodes.BadInput, "is there already, but has SHA-256");
        File.Delete(Target + ".sha256");
        Assert.Contains("not checked against a known value", (await PullAsync()).AssertSucceeded().Error, StringComparison.Ordinal);
        Assert.Single(_server.Asked);
    }

    [Fact]
    public async Task Without_a_known_checksum_it_says_that_nothing_was_compared()
    {
        var result = (await PullAsync()).AssertSucceeded();
        Assert.Contains($"SHA-256 {Hash}. It was not checked", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_picked_up_where_it_broke()
    {
        _server.Instead = context => _server.BeginAsync(context, Some, Part, Abort);
        var result = (await PullAsync("--sha256", Hash)).AssertSucceeded();
        Assert.Equal(["all", $"bytes={Some}-"], _server.Asked);
        Assert.Equal(_content, await File.ReadAllBytesAsync(Target));
        Assert.Contains("as expected", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_keeps_what_has_arrived_and_the_next_pull_goes_on(bool redirects)
    {
        _server.Redirects = redirects;
        await StopAfterAsync(Some);
        (await PullAsync("--sha256", Hash)).AssertSucceeded();
        Assert.Equal(["all", $"bytes={Some}-"], _server.Asked);
        Assert.Equal(["tiny.gguf", "tiny.gguf.sha256"], Kept());
    }

    [Fact]
    public async Task A_file_that_has_changed_meanwhile_is_fetched_anew()
    {
        _server.Content = [.. Enumerable.Repeat((byte)7, _content.Length)];
        await StopAfterAsync(Some);
        (_server.Content, _server.Tag) = (_content, "\"two\"");
        (await PullAsync("--sha256", Hash)).AssertSucceeded();
    }

    [Theory]
    [InlineData(false, "\"one\"", "bytes=20000-")]
    [InlineData(true, null, "all")]
    [InlineData(true, "W/\"weak\"", "all")]
    public async Task A_server_that_cannot_go_on_sends_everything_again(bool ranges, string? tag, string asked)
    {
        (_server.Ranges, _server.Tag) = (ranges, tag);
        await StopAfterAsync(Some);
        (await PullAsync("--sha256", Hash)).AssertSucceeded();
        Assert.Equal(["all", asked], _server.Asked);
    }

    [Fact]
    public async Task A_download_that_was_complete_but_for_the_name_is_not_fetched_again()
    {
        await StopAfterAsync(_content.Length);
        (await PullAsync("--sha256", Hash)).AssertSucceeded();
        Assert.Equal($"bytes={_content.Length}-", _server.Asked.Last());
    }

    [Fact]
    public async Task A_part_longer_than_the_file_is_thrown_away()
    {
        await StopAfterAsync(Some);
        _content = _server.Content = _content[..(Some - 1000)];
        (await PullAsync("--sha256", Hash)).AssertSucceeded();
        Assert.Equal(["all", $"bytes={Some}-", "all"], _server.Asked);
    }

    [Fact]
    public async Task A_file_with_the_wrong_checksum_is_not_kept()
    {
        var result = await PullAsync("--sha256", new string('0', 64));
        result.AssertFailed(ExitCodes.Unavailable, "The checksum is wrong");
        Assert.Contains(Hash, result.Error, StringComparison.Ordinal);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_page_in_place_of_a_model_is_not_kept()
    {
        _server.Content = "<!DOCTYPE html><title>Sign in</title>"u8.ToArray();
        (await PullAsync()).AssertFailed(ExitCodes.Unavailable, "is not a GGUF file");
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_model_the_decoder_does_not_run_is_kept_and_said()
    {
        _server.Content = await File.ReadAllBytesAsync(TinyGguf.Model(_collab.Folder("strange"), "mamba"));
        var result = (await PullAsync()).AssertSucceeded();
        Assert.Contains("The built-in decoder does not run it", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("dotnet run", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "There is no file at")]
    [InlineData(403, "does not give")]
    [InlineData(418, "does not send")]
    [InlineData(503, "is not ready to send the file (status 503). Nothing was downloaded.")]
    public async Task A_server_that_refuses_is_a_sentence(int status, string words)
    {
        _server.Instead = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        (await PullAsync()).AssertFailed(ExitCodes.Unavailable, words);
        Assert.Equal(status == 503 ? 5 : 1, _server.Asked.Count);
        Assert.Empty(Kept());
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        using var collab = new Collab { Time = new ImpatientTime(TimeSpan.FromHours(1)) };
        _server.Instead = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        var result = await collab.RunAsync("models", "pull", _server.Address);
        result.AssertFailed(ExitCodes.Unavailable, "sent nothing for 30 s. Nothing was downloaded.");
    }

    [Fact]
    public async Task No_connection_is_a_sentence()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        (await _collab.RunAsync("models", "pull", address)).AssertFailed(ExitCodes.Unavailable, "cannot be reached");
        _server = await FileServer.StartAsync(_content);
    }

    [Fact]
    public async Task A_disk_without_room_is_said_before_anything_is_fetched()
    {
        using var full = new Collab { FreeBytes = 1000 };
        var result = await full.RunAsync("models", "pull", _server.Address);
        result.AssertFailed(ExitCodes.Unavailable, "has 1 kB free and");
        Assert.Contains("--to", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_a_sentence() =>
        (await PullAsync("--to", _collab.Write("notafolder", ""))).AssertFailed(ExitCodes.Unavailable, "cannot be written");

    [Fact]
    public async Task Two_pulls_of_one_file_do_not_write_over_each_other()
    {
        _collab.Folder("models");
        await using var other = new FileStream(Part, FileMode.Create, FileAccess.Write, FileShare.None);
        (await PullAsync()).AssertFailed(ExitCodes.Unavailable, "is another pull writing it?");
    }

    [Theory]
    [InlineData("nonesuch", "There is no known model nonesuch. Known are: smollm2-135m-instruct")]
    [InlineData("ftp://a/b.gguf", "must begin with https:// or http://")]
    [InlineData("http://127.0.0.1/model.bin", "does not end in the name of a GGUF file")]
    [InlineData("http://127.0.0.1/..%2Fb.gguf", "does not end in the name of a GGUF file")]
    public async Task What_cannot_be_pulled_is_a_sentence(string named, string words) =>
        (await _collab.RunAsync("models", "pull", named)).AssertFailed(ExitCodes.Usage, words);

    [Fact]
    public async Task A_checksum_that_is_none_is_a_sentence() =>
        (await PullAsync("--sha256", "abc")).AssertFailed(ExitCodes.Usage, "--sha256 must be 64 hexadecimal digits.");

    [Fact]
    public void Every_known_model_can_be_pulled_and_used()
    {
        foreach (var known in Cli.Downloads.KnownModel.All)
        {
            var request = Cli.Downloads.PullRequest.Of(known.Name, _collab.Root, null);
            Assert.Equal("https", request.Address.Scheme);
            Assert.Equal(known.File, Path.GetFileName(request.Target));
            Assert.Equal(known.File, request.Address.Segments[^1]);
            Assert.Matches("^[a-z0-9]+$", request.Key);
            if (known.Sha256 is { } hash) Assert.Matches("^[0-9a-f]{64}$", hash);
        }
        Assert.NotNull(Cli.Downloads.KnownModel.Find("smollm2-135m-instruct"));
    }

    private Task<CollabResult> PullAsync(params string[] more) => _collab.RunAsync(["models", "pull", _server.Address, .. more]);

    /// <summary>A pull that somebody stops after so many bytes.</summary>
    private async Task StopAfterAsync(int bytes)
    {
        using var stopped = new Interruption();
        _server.Instead = context => _server.BeginAsync(context, bytes, Part, async c =>
        {
            stopped.Signal();
            await Task.Delay(Timeout.InfiniteTimeSpan, c.RequestAborted);
        });
        var exitCode = await CollabCommand.RunAsync(
            ["models", "pull", _server.Address, "--root", _collab.Root], _collab.Context("", terminal: false) with { Interruption = stopped });
        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Contains("are kept; the same command goes on from there.", _collab.Error.ToString(), StringComparison.Ordinal);
        _server.Instead = null;
    }

    private Task Abort(HttpContext context)
    {
        _server.Instead = null;
        context.Abort();
        return Task.CompletedTask;
    }

    private string[] Kept() =>
        Directory.Exists(Path.GetDirectoryName(Target)) ? [.. Directory.EnumerateFiles(Path.GetDirectoryName(Target)!).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)] : [];
}
