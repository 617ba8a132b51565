using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tests.Format;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Model;

public sealed class LoadingTests : IDisposable
{
    private static readonly GgufModelOptions Small = new() { Threads = 1, Slots = 2, Seed = 1 };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_from_our_writer_answers()
    {
        using var model = GgufModel.Load(TinyGguf.Model(_folder.Path), Small);
        using var client = model.CreateChatClient();
        var response = await client.GetResponseAsync("Hello", new() { MaxOutputTokens = 5 });
        Assert.InRange((int)response.Usage!.OutputTokenCount!, 1, 5);
        Assert.Equal(16, model.Fingerprint.Length);
        Assert.Equal(256, model.ContextTokens);
    }

    [Theory]
    [InlineData("mamba", null, "this decoder runs llama, qwen2, qwen3")]
    [InlineData("llama", "blk.1.ffn_up.weight", "blk.1.ffn_up.weight")]
    [InlineData("llama", "token_embd.weight", "token_embd.weight")]
    [InlineData("qwen3", null, "attn_q_norm")]
    public void What_cannot_run_is_refused_with_a_sentence(string architecture, string? without, string words)
    {
        var path = TinyGguf.Model(_folder.Path, architecture, without: without);
        Assert.Contains(words, Assert.Throws<GgufException>(() => GgufModel.Load(path, Small)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama.rope.scaling.type", "yarn", "yarn")]
    [InlineData("llama.expert_count", 4u, "experts")]
    [InlineData("llama.attention.key_length", 24u, "shape")]
    [InlineData("llama.attention.key_length", 0u, "key_length")]
    [InlineData("llama.attention.value_length", 8u, "different size")]
    [InlineData("llama.attention.sliding_window", 64u, "sliding-window")]
    [InlineData("llama.rope.dimension_count", 15u, "rotated")]
    [InlineData("tokenizer.chat_template", "{{ x | urlize }}", "urlize")]
    [InlineData("tokenizer.chat_template", "{% include 'x' %}", "include")]
    public void Metadata_that_would_change_the_result_is_refused_not_ignored(string key, object value, string words)
    {
        var path = TinyGguf.Model(_folder.Path, more: w => w.Add(key, value is uint number ? GgufValue.From(number) : GgufValue.From((string)value)));
        Assert.Contains(words, Assert.Throws<GgufException>(() => GgufModel.Load(path, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_the_decoder_would_leave_out_is_a_reason_to_refuse()
    {
        var path = TinyGguf.Model(_folder.Path, more: w => w.Add("blk.0.extra.weight", GgmlType.F32, [4], GgmlRows.Encode(GgmlType.F32, new float[4])));
        Assert.Contains("blk.0.extra.weight", Assert.Throws<GgufException>(() => GgufModel.Load(path, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_adapter_is_chosen_by_name_for_each_request_or_for_a_client()
    {
        var adapters = new Dictionary<string, string> { ["bold"] = TinyGguf.Adapter(_folder.Path, "bold.gguf") };
        using var model = GgufModel.Load(TinyGguf.Model(_folder.Path), Small with { Adapters = adapters });
        Assert.Equal(["bold"], model.AdapterNames);
        int[] tokens = [.. Enumerable.Range(3, 40)];
        var (plain, bold) = (await model.LogitsAsync(tokens, [39]), await model.LogitsAsync(tokens, [39], "bold"));
        Assert.NotEqual(plain[0], bold[0]);
        Assert.Equal(plain[0], (await model.LogitsAsync(tokens, [39]))[0]);

        using var client = model.CreateChatClient();
        using var boldClient = model.CreateChatClient("bold");
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 12 };
        var named = options.Clone();
        named.AdditionalProperties = new() { ["adapter"] = "bold" };
        var byName = (await client.GetResponseAsync("Hello there", named)).Text;
        Assert.Equal(byName, (await boldClient.GetResponseAsync("Hello there", options)).Text);
        Assert.NotEqual(byName, (await client.GetResponseAsync("Hello there", options)).Text);
    }

    [Fact]
    public void A_bad_adapter_is_refused_with_a_sentence()
    {
        var model = TinyGguf.Model(_folder.Path);
        Refuses(Path.Combine(_folder.Path, "none.gguf"), "does not exist");
        Refuses(model, "not a LoRA adapter");
        Refuses(TinyGguf.Adapter(_folder.Path, "b.gguf", architecture: "qwen2"), "qwen2");
        Refuses(TinyGguf.Adapter(_folder.Path, "c.gguf", tensor: "blk.7.attn_q.weight"), "block 7");
        Refuses(TinyGguf.Adapter(_folder.Path, "d.gguf", tensor: "output.weight"), "output.weight");
        Refuses(TinyGguf.Adapter(_folder.Path, "e.gguf", columns: 32), "shape");

        void Refuses(string adapter, string words)
        {
            var options = Small with { Adapters = new Dictionary<string, string> { ["x"] = adapter } };
            Assert.Contains(words, Assert.Throws<GgufException>(() => GgufModel.Load(model, options)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_disposal_requests_are_refused_and_disposing_twice_is_fine()
    {
        var model = GgufModel.Load(TinyGguf.Model(_folder.Path), Small);
        var client = model.CreateChatClient();
        model.Dispose();
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("Hi"));
    }

    [Fact]
    public void Sizes_whose_product_leaves_32_bits_are_refused_and_not_wrapped_around()
    {
        // 4,194,308 heads of 1,024 values are 4,096 in 32 bits.
        var path = TinyGguf.Model(_folder.Path, heads: (1 << 22) + 4, more: w => w.Add("llama.attention.key_length", GgufValue.From(1024u)));
        Assert.Contains("too many", Assert.Throws<GgufException>(() => GgufModel.Load(path, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_of_another_size_than_the_embedding_is_refused()
    {
        var path = TinyGguf.Model(_folder.Path, embeddings: 300);
        var refused = Assert.Throws<GgufException>(() => GgufModel.Load(path, Small));
        Assert.Contains("names 259 tokens and has embeddings for 300", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_needed_only_while_it_is_loaded()
    {
        var path = TinyGguf.Model(_folder.Path);
        using var model = GgufModel.Load(path, Small);
        File.Delete(path);
        Assert.Equal(model.VocabularySize, (await model.LogitsAsync([5, 6, 7], [2]))[0].Length);
    }

    [Fact]
    public async Task Logits_are_the_same_in_slices_of_any_size_beside_a_running_reply_and_after_another_adapter()
    {
        var adapters = new Dictionary<string, string> { ["bold"] = TinyGguf.Adapter(_folder.Path, "bold.gguf") };
        var path = TinyGguf.Model(_folder.Path);
        using var whole = GgufModel.Load(path, Small with { Adapters = adapters });
        using var sliced = GgufModel.Load(path, Small with { Adapters = adapters, BatchTokens = 16 });
        int[] tokens = [.. Enumerable.Range(3, 100)];
        int[] positions = [0, 15, 16, 40, 99];
        var bold = await whole.LogitsAsync(tokens, positions, "bold");
        using var client = sliced.CreateChatClient();
        var running = client.GetResponseAsync("Hello", new() { MaxOutputTokens = 60 });
        var plain = await sliced.LogitsAsync(tokens, positions);
        Assert.NotEqual(plain, bold);
        Assert.Equal(bold, await sliced.LogitsAsync(tokens, positions, "bold"));
        Assert.Equal(plain, await sliced.LogitsAsync(tokens, positions));
        Assert.Equal(plain, await whole.LogitsAsync(tokens, positions));
        await running;
    }

    [Fact]
    public async Task Unloading_ends_the_replies_under_way()
    {
        var model = GgufModel.Load(TinyGguf.Model(_folder.Path), Small);
        using var client = model.CreateChatClient();
        var replies = Enumerable.Range(0, 12).Select(i => client.GetResponseAsync($"Hello {i}", new() { MaxOutputTokens = 200 })).ToArray();
        model.Dispose();
        foreach (var reply in replies)
        {
            var ended = await Record.ExceptionAsync(() => reply);
            Assert.True(ended is null or ObjectDisposedException, $"{ended}");
        }
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        var path = TinyGguf.Model(_folder.Path);
        Refuses(Small with { Slots = 0 }, "Slots");
        Refuses(Small with { BatchTokens = 0 }, "BatchTokens");
        Refuses(Small with { PrefillSlice = 0 }, "PrefillSlice");
        Refuses(Small with { Threads = 0 }, "Threads");
        Refuses(Small with { CacheTokens = 0 }, "CacheTokens");
        Refuses(Small with { Sampling = new() { TopP = 0 } }, "TopP");
        Assert.Contains("trained for 256 tokens", Assert.Throws<GgufException>(() => GgufModel.Load(path, Small with { ContextTokens = 257 })).Message, StringComparison.Ordinal);

        void Refuses(GgufModelOptions options, string name) =>
            Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => GgufModel.Load(path, options)).ParamName);
    }
}
