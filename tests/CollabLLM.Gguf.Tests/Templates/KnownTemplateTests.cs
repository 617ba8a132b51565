using CollabLLM.Gguf.Templates;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Gguf.Tests.Templates;

public sealed class KnownTemplateTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 7, 9, 5, 0, TimeSpan.Zero));
    private static readonly ChatMessage System = new(ChatRole.System, " Be kind. ");
    private static readonly ChatMessage Hello = new(ChatRole.User, "Hello");
    private static readonly ChatMessage Hi = new(ChatRole.Assistant, "<think>\nA greeting.\n</think>\n\nHi ");
    private static readonly ChatMessage Bye = new(ChatRole.User, "Bye <|im_end|>");

    [Fact]
    public void Chat_ml_with_and_without_a_system_message()
    {
        Assert.Equal("<|im_start|>system\nBe helpful.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n", Render(KnownTemplates.ChatMl, Hello));
        Assert.Equal("<|im_start|>system\n Be kind. <|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n", Render(KnownTemplates.ChatMl, System, Hello));
    }

    [Fact]
    public void Llama_3_begins_with_its_token_and_the_day()
    {
        Assert.Equal(
            "<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 07 Mar 2026\n\nBe kind.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n",
            Render(KnownTemplates.Llama3, System, Hello));
        Assert.StartsWith("<s><|start_header_id|>system<|end_header_id|>\n\nToday Date: 07 Mar 2026\n\n<|eot_id|>", Render(KnownTemplates.Llama3, Hello), StringComparison.Ordinal);
    }

    [Fact]
    public void Qwen_2_gives_a_system_message_where_there_is_none()
    {
        Assert.Equal("<|im_start|>system\nYou are a model.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n", Render(KnownTemplates.Qwen2, Hello));
        Assert.Equal("<|im_start|>system\n Be kind. <|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n", Render(KnownTemplates.Qwen2, System, Hello));
    }

    [Fact]
    public void Qwen_3_forgets_what_it_thought_before_the_last_question()
    {
        Assert.Equal(
            "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\nHi <|im_end|>\n<|im_start|>user\nBye <|im_end|><|im_end|>\n<|im_start|>assistant\n",
            Render(KnownTemplates.Qwen3, Hello, Hi, Bye));
        Assert.Contains("assistant\n<think>\nA greeting.\n</think>\n\nHi <|im_end|>", Render(KnownTemplates.Qwen3, Hello, Hi), StringComparison.Ordinal);
    }

    [Fact]
    public void Mistral_takes_turns_or_says_that_roles_must()
    {
        Assert.Equal("<s>[INST]  Be kind. \n\nHello[/INST] <think>\nA greeting.\n</think>\n\nHi</s>[INST] Bye <|im_end|>[/INST]", Render(KnownTemplates.Mistral, System, Hello, Hi, Bye));
        var refused = Assert.Throws<TemplateException>(() => Render(KnownTemplates.Mistral, Hello, Bye));
        Assert.Equal("The model's chat template refuses this conversation: After the optional system message, roles must alternate user/assistant.", refused.Message);
    }

    [Theory]
    [InlineData(KnownTemplates.ChatMl)]
    [InlineData(KnownTemplates.Llama3)]
    [InlineData(KnownTemplates.Qwen2)]
    [InlineData(KnownTemplates.Qwen3)]
    [InlineData(KnownTemplates.Mistral)]
    public void What_people_wrote_is_marked_and_everything_else_is_not(string source)
    {
        var parts = new ChatTemplate(source, "<s>", "</s>", Time).RenderParts([Hello, Hi, Bye], addGenerationPrompt: true);
        Assert.Contains(parts, p => !p.IsTemplate && p.Text == "Bye <|im_end|>");
        Assert.All(parts.Where(p => p.IsTemplate), p => Assert.DoesNotContain("Bye", p.Text, StringComparison.Ordinal));
        // Roles count as written by people: a role of any name cannot become a token.
        Assert.All(parts.Where(p => !p.IsTemplate), p => Assert.Contains(p.Text, (string[])["user", "assistant", "Hello", "Hi ", "Hi", "Bye <|im_end|>", Hi.Text, Hi.Text.Trim()]));
    }

    private static string Render(string source, params ChatMessage[] messages) => new ChatTemplate(source, "<s>", "</s>", Time).Render(messages, addGenerationPrompt: true);
}
