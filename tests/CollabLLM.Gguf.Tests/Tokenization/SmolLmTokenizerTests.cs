using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Testing;

namespace CollabLLM.Gguf.Tests.Tokenization;

public sealed class SmolLmTokenizerTests
{
    private const string Model = "models/SmolLM2-135M-Instruct.Q4_1.gguf";

    [Fact]
    public void Every_golden_text_gives_the_golden_tokens_and_back()
    {
        using var file = GgufFile.Open(SharedFolder.Require(Model));
        var tokenizer = Tokenizer.Load(file);
        using var goldens = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/smollm2-tokenizer.json")));
        var count = 0;
        foreach (var golden in goldens.RootElement.GetProperty("cases").EnumerateArray())
        {
            var text = golden.GetProperty("text").GetString()!;
            Assert.Equal(Ids(golden.GetProperty("ids")), tokenizer.Encode(text, parseSpecial: false));
            Assert.Equal(Ids(golden.GetProperty("ids_with_special_tokens_parsed")), tokenizer.Encode(text, parseSpecial: true));
            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, parseSpecial: false)));
            count++;
        }
        Assert.True(count > 200);
    }

    [Fact]
    public void The_end_of_a_turn_and_the_end_of_text_both_end_a_reply()
    {
        using var file = GgufFile.Open(SharedFolder.Require(Model));
        var vocabulary = Tokenizer.Load(file).Vocabulary;
        Assert.True(vocabulary.IsEndOfGeneration(vocabulary.Find("<|im_end|>")!.Value));
        Assert.True(vocabulary.IsEndOfGeneration(vocabulary.Find("<|endoftext|>")!.Value));
        Assert.False(vocabulary.IsEndOfGeneration(vocabulary.Find("<|im_start|>")!.Value));
    }

    private static int[] Ids(JsonElement ids) => [.. ids.EnumerateArray().Select(id => id.GetInt32())];
}
