using CollabLLM.Gguf.Templates;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace CollabLLM.Gguf.Tests.Templates;

public sealed class ChatTemplateTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 3, 7, 9, 5, 0, TimeSpan.Zero));

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
    [InlineData("{{ 1.5 }} {{ 2.0 }} {{ 10 / 5 }} {{ 2 ** 3 }} {{ 2 ** -1 }} {{ true + 1 }} {{ +1 - -1 }}", "1.5 2.0 2.0 8 0.5 2 2")]
    [InlineData("{% for a in range(2) %}{% for b in range(2) %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "121122")]
    [InlineData("{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}{{ v }}{{ ',' if not loop.last }}{% endfor %}", "a1,b2")]
    [InlineData("{% for m in messages %}{{ loop.revindex }}{{ loop.previtem.role if loop.previtem is defined }}{{ loop.first }} {% endfor %}", "4True 3systemFalse 2userFalse 1assistantFalse ")]
    [InlineData("{% set ns = namespace(seen=false) %}{% if true %}{% set ns.seen = true %}{% endif %}{{ ns.seen }}", "True")]
    [InlineData("{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set l = (1, 2, 3) %}{{ l[-1] }}{{ l | first }}{{ l | last }}", "12313")]
    [InlineData("{{ 'aBc dEf' | title }} {{ 'aBc dEf' | capitalize }} {{ 'aBc'.lower() }} {{ 'abcabc'.replace('b', '') }}", "Abc Def Abc def abc acac")]
    [InlineData("{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('|') }}", " Hi <|im_end|> there |Bye")]
    [InlineData("{{ messages | rejectattr('role', 'in', ['user', 'system']) | list | length }}{{ [3, 1] | reverse | first }}", "11")]
    [InlineData("""{{ {'a': 'é😀"\\\n', 'b': none, 'c': 1.5} | tojson }}""", """{"a": "é😀\"\\\n", "b": null, "c": 1.5}""")]
    [InlineData("{{ {'a': [1, {}], 'b': []} | tojson(indent=2) }}", "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")]
    [InlineData("{{ 'abcdef'[1:-1:2] }} {{ 'abc'[::-1] }} {{ 'abc'[5:] }} {{ 'abc'[-99] is defined }} {{ [1, 2][9] is defined }}", "bd cba  False False")]
    [InlineData("{{ missing }}{{ missing is defined }}{{ messages[0].missing or 'x' }}{{ missing | length }}", "Falsex0")]
    [InlineData("{{ strftime_now('%d %b %Y %H:%M %A %-d.%-m. %j %p %%') }}", "07 Mar 2026 09:05 Saturday 7.3. 066 AM %")]
    [InlineData("{%- generation -%} x {%- endgeneration %}{% set s -%} y {%- endset %}{{ s }}", "xy")]
    [InlineData("  {%+ if true %}a{% endif %}\n\nb", "  a\nb")]
    [InlineData("{{ 'it''s' }}{{ \"a\\tb\" }}{{ {'x': 1}.get('y', 'z') }}{{ {'x': 1}.get('y') is none }}{{ {'x': 1} | items | first | first }}", "its" + "a\tbzTruex")]
    public void Expressions_and_statements_follow_the_rules_of_the_language(string template, string expected) =>
        Assert.Equal(expected, new ChatTemplate(template, time: Time).Render(Talk, addGenerationPrompt: true));

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
    [InlineData("{{ x | urlize }}", "urlize")]
    [InlineData("{{ x is divisibleby }}", "divisibleby")]
    [InlineData("{{ 99999999999999999999 }}", "too large")]
    [InlineData("{{ x ? y }}", "?")]
    [InlineData("{% if x %}{% endfor %}", "endfor")]
    public void A_template_that_cannot_be_read_says_why(string template, string word) =>
        Assert.Contains(word, Assert.Throws<TemplateException>(() => new ChatTemplate(template)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_template_can_refuse_a_conversation()
    {
        var refused = Assert.Throws<TemplateException>(() => new ChatTemplate("{{ raise_exception('roles must alternate') }}").Render(Talk, true));
        Assert.Contains("roles must alternate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ strftime_now('%Q') }}", "%Q")]
    [InlineData("{{ tools.first.second }}{{ nothing.at.all }}", "at")]
    [InlineData("{{ unknown(1) }}", "unknown")]
    [InlineData("{{ 'x'.zfill(3) }}", "zfill")]
    [InlineData("{{ 1 // 0 }}", "divides by 0")]
    [InlineData("{{ 'a' + 1 }}", "not a number")]
    [InlineData("{{ 'abc'['a':] }}", "not a whole number")]
    [InlineData("{% for i in range(90000) %}{% for j in range(90000) %}{% endfor %}{% endfor %}", "does not come to an end")]
    [InlineData("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "nests too deeply")]
    [InlineData("{{ 'a' * 1000 * 1000 * 1000 }}", "too long a text")]
    [InlineData("{% set x = [] %}{{ x.append(x) }}{{ x | tojson }}", "nests too deeply")]
    public void A_template_that_goes_wrong_while_it_writes_says_so(string template, string words) =>
        Assert.Contains(words, Assert.Throws<TemplateException>(() => new ChatTemplate(template).Render(Talk, true)).Message, StringComparison.Ordinal);
}
