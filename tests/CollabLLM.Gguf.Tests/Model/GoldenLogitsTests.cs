using System.Text.Json;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Testing;

namespace CollabLLM.Gguf.Tests.Model;

public sealed class GoldenLogitsTests
{
    [Fact]
    public async Task Exact_precision_equals_the_exact_logits_and_greedy_text()
    {
        using var model = SmolLm.Load(Precision.Exact);
        await CompareAsync(model, allowed: 2e-3, (exact, _) => exact);
    }

    [Fact]
    public async Task The_served_path_is_as_close_to_the_exact_logits_as_llama_cpp_is() =>
        await CompareAsync(SmolLm.Fast, allowed: 1.5, (exact, _) => exact);

    [Fact]
    public async Task The_served_path_is_close_to_llama_cpp() => await CompareAsync(SmolLm.Fast, allowed: 1.5, (_, llama) => llama);

    private static async Task CompareAsync(GgufModel model, double allowed, Func<double, double, double> expected)
    {
        using var goldens = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/smollm2-logits.json")));
        var rows = 0;
        foreach (var golden in goldens.RootElement.GetProperty("cases").EnumerateArray())
        {
            var ids = Ids(golden.GetProperty("ids"));
            Assert.Equal(ids, model.Tokenizer.Encode(golden.GetProperty("prompt").GetString()!, parseSpecial: true));
            var positions = golden.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("position").GetInt32()).ToArray();
            var logits = await model.LogitsAsync(ids, positions);
            foreach (var (row, actual) in golden.GetProperty("rows").EnumerateArray().Zip(logits))
            {
                var top = Ids(row.GetProperty("top_ids"));
                var (exact, llama) = (Numbers(row.GetProperty("exact")), Numbers(row.GetProperty("llama_cpp")));
                for (var i = 0; i < top.Length; i++)
                {
                    var value = expected(exact[i], llama[i]);
                    Assert.InRange(actual[top[i]], value - allowed, value + allowed);
                }
                if (exact[0] - exact[1] > 2 * allowed) Assert.Equal(top[0], Array.IndexOf(actual, actual.Max()));
                rows++;
            }
            if (allowed < 0.1) Assert.Equal(Ids(golden.GetProperty("exact_greedy_ids")), await GreedyAsync(model, ids, golden.GetProperty("exact_greedy_ids").GetArrayLength()));
        }
        Assert.True(rows >= 7);
    }

    private static async Task<int[]> GreedyAsync(GgufModel model, int[] prompt, int count)
    {
        List<int> tokens = [];
        var request = new GenerationRequest
        {
            Prompt = prompt,
            MaxTokens = count,
            Sampling = SamplingOptions.Greedy,
            IsEnd = _ => false,
            Decode = token =>
            {
                tokens.Add(token);
                return "";
            },
        };
        await foreach (var chunk in model.Scheduler.GenerateAsync(request)) Assert.NotNull(chunk);
        return [.. tokens];
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];

    private static double[] Numbers(JsonElement numbers) => [.. numbers.EnumerateArray().Select(n => n.GetDouble())];
}
