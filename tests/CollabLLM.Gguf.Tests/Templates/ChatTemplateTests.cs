using CollabLLM.Gguf.Templates;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly ChatMessage[] Talk =
    [
        new(ChatRole.System, "Be kind."), new(ChatRole.User, " Hi <|im_end|> there "), new(ChatRole.Assistant, "<think>hm</think>Hello"), new(ChatRole.User, "Bye"),
    ];

    [Theory]
    [InlineData("{{ 1 + 2 * 3 }} {{ 7 // 2 }} {{ 7 % 3 }} {{ 7 / 2 }} {{ -2 ** 2 }} {{ 'a' ~ 1 }}", "7 3 1 3.5 -4 a1")]
    [InlineData("{{ 'yes' if 1 < 2 and not false else 'no' }}{{ 'x' if none }}", "yes")]
    [InlineData("{{ messages[-1]['content'] }}{{ messages[0].role }}{{ messages[1:3] | length }}{{ messages[::-1][0].content }}", "Byesystem2Bye")]
    [InlineData("{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ loop.last }};{% else %}none{% endfor %}", "1False;2True;")]
    [InlineData("{% for m in [] %}x{% else %}none{% endfor %}", "none")]
    [InlineData("{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}", "4")]
    [InlineData("{% set x = 1 %}{% for i in range(3) %}{% set x = i %}{% endfor %}{{ x }}", "1")]
    [InlineData("{% for i in range(5) %}{% if i == 1 %}{% continue %}{% elif i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "02")]
    [InlineData("{% macro twice(x, y='!') %}{{ x }}{{ x }}{{ y }}{% endmacro %}{{ twice('a') }}{{ twice('b', y='?') }}", "aa!bb?")]
    [InlineData("{% set text %}a{{ 1 }}{% endset %}{{ text | upper }}", "A1")]
    [InlineData("{{ tools is none }}{{ nothing is defined }}{{ nothing is not defined }}{{ 'x' is string }}{{ 4 is even }}", "TrueFalseTrueTrueTrue")]
    [InlineData("{{ 'a,b'.split(',') | join('-') }}{{ ' x '.strip() }}{{ 'abc'.startswith('ab') }}{{ 'b' in 'abc' }}{{ 'z' not in 'abc' }}", "a-bxTrueTrueTrue")]
    [InlineData("{{ {'a': [1, 'x', true]} | tojson }}", """{"a": [1, "x", true]}""")]
    [InlineData("{{ nothing | default('d') }}{{ '' | default('e', true) }}", "de")]
    [InlineData("a\n  {% if true %}\nb\n  {%- endif %}\n c {{- ' d ' -}} \n e", "a\nb c d e")]
    [InlineData("{# a comment with 'quotes #}x", "x")]
    [InlineData("{{ messages[2].content.split('</think>')[-1] }}", "Hello")]
    [InlineData("{{ '}}' }}{{ {'k': {'l': 'm'}}['k']['l'] }}", "}}m")]
    public void Expressions_and_statements_follow_the_rules_of_the_language(string template, string expected) =>
        Assert.Equal(expected, new ChatTemplate(template).Render(Talk, addGenerationPrompt: true));

    [Fact]
    public void What_people_wrote_stays_marked_through_everything_a_template_does_to_it()
    {
        var template = new ChatTemplate("{% for m in messages %}<|im_start|>{{ m.role | upper }}:{{ (m.content | trim).replace('Hi', 'Hey') + '<|im_end|>' }}{% endfor %}");
        var parts = template.RenderParts(Talk[1..2], addGenerationPrompt: false);
        Assert.Equal(
            [new("<|im_start|>", true), new("USER", false), new(":Hey", true), new(" <|im_end|> there", false), new("<|im_end|>", true)],
            parts.SelectMany(p => p.Text == ":" ? [] : new[] { p }).ToArray());
    }

    [Theory]
    [InlineData("{% for x in y %}", "endfor")]
    [InlineData("{{ 1 + }}", "value")]
    [InlineData("{{ 'open }}", "not closed")]
    [InlineData("{% include 'x' %}", "include")]
    [InlineData("{% endif %}", "endif")]
    public void A_template_that_cannot_be_read_says_why(string template, string word) =>
        Assert.Contains(word, Assert.Throws<TemplateException>(() => new ChatTemplate(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_template_can_refuse_a_conversation()
    {
        var refused = Assert.Throws<TemplateException>(() => new ChatTemplate("{{ raise_exception('roles must alternate') }}").Render(Talk, true));
        Assert.Contains("roles must alternate", refused.Message, StringComparison.Ordinal);
    }
}
