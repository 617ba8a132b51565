using System.Text.Json;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Testing;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Templates;

public sealed class SmolLmTemplateTests
{
    [Fact]
    public void Every_golden_conversation_gives_the_golden_prompt()
    {
        using var file = GgufFile.Open(SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
        var template = ChatTemplate.Load(file, Tokenizer.Load(file).Vocabulary)!;
        using var goldens = JsonDocument.Parse(File.ReadAllText(SharedFolder.Require("goldens/smollm2-chat-template.json")));
        var count = 0;
        foreach (var golden in goldens.RootElement.GetProperty("cases").EnumerateArray())
        {
            var messages = golden.GetProperty("messages").EnumerateArray()
                .Select(m => new ChatMessage(new ChatRole(m.GetProperty("role").GetString()!), m.GetProperty("content").GetString()))
                .ToList();
            Assert.Equal(golden.GetProperty("prompt_with_generation_header").GetString(), template.Render(messages, addGenerationPrompt: true));
            count++;
        }
        Assert.True(count > 5);
    }
}
