using System.Text.Json;
using Microsoft.Extensions.AI;

namespace CollabLLM.Models.Tests.Remote;

/// <summary>What goes over the wire, and a server that does as it should.</summary>
public sealed class RemoteRequestTests : RemoteTests
{
    [Fact]
    public async Task A_reply_streams_word_by_word_with_usage_and_reason()
    {
        var updates = await Host().Client.GetStreamingResponseAsync("Hi", null, Token).ToListAsync(Token);
        Assert.Equal(["Hello", " there."], updates.Select(u => u.Text).Where(t => t.Length > 0));
        var whole = updates.ToChatResponse();
        Assert.Equal((7, 2), (whole.Usage?.InputTokenCount, whole.Usage?.OutputTokenCount));
        Assert.Equal(ChatFinishReason.Stop, whole.FinishReason);
        Assert.Empty(Time.Pauses);
    }

    [Fact]
    public async Task The_call_goes_through_Semantic_Kernels_connector()
    {
        var host = Host();
        var connector = host.Client.GetService<FunctionInvokingChatClient>();
        Assert.StartsWith("Microsoft.SemanticKernel", connector?.GetType().Assembly.GetName().Name, StringComparison.Ordinal);
        Assert.Equal("tiny", host.Client.GetService<ChatClientMetadata>()?.DefaultModelId);
        await host.Client.GetResponseAsync("Hi", null, Token);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task The_request_is_what_the_protocol_wants_with_the_key_as_a_bearer_token()
    {
        var options = new ChatOptions { Temperature = 0.5f, TopP = 0.75f, Seed = 42, MaxOutputTokens = 33, StopSequences = ["END"] };
        await Host().Client.GetResponseAsync([new(ChatRole.System, "Be kind."), new(ChatRole.User, "Hi")], options, Token);
        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("/v1/chat/completions", ""), (sent.Path, sent.Query));
        Assert.Equal($"Bearer {Key}", sent.Headers["Authorization"]);
        Assert.Equal("tiny", Text(sent, "model"));
        Assert.True(sent.Body.GetProperty("stream").GetBoolean());
        Assert.True(sent.Body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal((0.5, 0.75, 42, 33), (Number(sent, "temperature"), Number(sent, "top_p"), Number(sent, "seed"), Number(sent, "max_completion_tokens")));
        Assert.Equal("END", sent.Body.GetProperty("stop")[0].GetString());
        Assert.Equal(["system", "user"], sent.Body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task What_servers_know_beyond_the_protocol_reaches_them_and_our_own_notes_do_not()
    {
        var options = new ChatOptions
        {
            TopK = 40,
            MaxOutputTokens = 33,
            AdditionalProperties = new() { ["min_p"] = 0.25, ["repetition_penalty"] = 1.5f, [QueuePosition.PersonKey] = "ada" },
        };
        await Host().Client.GetResponseAsync("Hi", options, Token);
        var sent = Assert.Single(Server.Requests);
        Assert.Equal((40, 0.25, 1.5, 33), (Number(sent, "top_k"), Number(sent, "min_p"), Number(sent, "repetition_penalty"), Number(sent, "max_tokens")));
        Assert.DoesNotContain("ada", sent.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(40, options.TopK);
        Assert.False(sent.Body.TryGetProperty("continue_final_message", out _));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reply_is_gone_on_from_where_the_server_can(bool prefill)
    {
        var host = Host(o => o.Prefill = prefill);
        Assert.Equal(prefill, host.CanPrefill);
        await host.Client.GetResponseAsync([new(ChatRole.User, "Count."), new(ChatRole.Assistant, "One, ")], null, Token);
        var sent = Assert.Single(Server.Requests);
        Assert.Equal(prefill, sent.Body.TryGetProperty("continue_final_message", out var goesOn) && goesOn.GetBoolean());
        Assert.Equal(prefill, sent.Body.TryGetProperty("add_generation_prompt", out var begins) && !begins.GetBoolean());
        Assert.Equal("One, ", sent.Body.GetProperty("messages")[1].GetProperty("content").ToString());
    }

    [Fact]
    public async Task Azure_gets_the_key_in_its_own_header_and_the_version_in_the_query()
    {
        var host = Host(o => (o.ApiKeyHeader, o.ApiVersion, o.Endpoint) = ("api-key", "2024-10-21", $"{Server.Address}openai/deployments/mine"));
        await host.Client.GetResponseAsync("Hi", null, Token);
        var sent = Assert.Single(Server.Requests);
        Assert.Equal(("/openai/deployments/mine/chat/completions", "?api-version=2024-10-21"), (sent.Path, sent.Query));
        Assert.Equal(Key, sent.Headers["api-key"]);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Each_model_has_its_own_key()
    {
        await Host(o => o.ApiKey = "sk-one").Client.GetResponseAsync("Hi", null, Token);
        await Host(o => o.ApiKey = "sk-two").Client.GetResponseAsync("Hi", null, Token);
        await Host(o => o.ApiKey = null).Client.GetResponseAsync("Hi", null, Token);
        Assert.Equal(["Bearer sk-one", "Bearer sk-two", "Bearer none"], Server.Requests.Select(r => r.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_long_reply_is_cut_by_nothing_of_ours()
    {
        // Any timer of a time-out would ring at once with this clock.
        var words = Enumerable.Range(0, 3000).Select(i => $"word{i} ").ToArray();
        Server.Answer = (context, _) => LocalServer.SayAsync(context, words);
        Assert.Equal(string.Concat(words), (await Host().Client.GetResponseAsync("Hi", null, Token)).Text);
        Assert.Empty(Time.Pauses);
    }

    [Fact]
    public void The_fingerprint_is_the_server_and_its_model()
    {
        Assert.Equal($"{Server.Address.Authority}/tiny", Host().Fingerprint);
        Assert.NotEqual(Host().Fingerprint, Host(o => o.Model = "other").Fingerprint);
    }

    private static string? Text(SentRequest sent, string name) => sent.Body.GetProperty(name).GetString();

    private static double Number(SentRequest sent, string name) =>
        sent.Body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
