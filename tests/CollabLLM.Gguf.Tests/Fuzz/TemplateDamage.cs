namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>Makes chat templates that were never meant to be: pieces of real ones in any order, and deep or endless ones.</summary>
internal sealed class TemplateDamage(Random random)
{
    private static readonly string[] Pieces =
    [
        "{% for m in messages %}", "{% endfor %}", "{% if m.role == 'user' %}", "{% elif x %}", "{% else %}", "{% endif %}", "{{ m.content }}", "{{- m['content'] | trim -}}",
        "{% set x = 'ab' %}", "{% set x = x ~ x %}", "{% set x = [x, x] %}", "{% set ns = namespace(a=1, l=[]) %}", "{% set ns.l = ns.l + [ns.l] %}", "{{ ns.l.append(ns.l) }}",
        "{{ x | tojson(indent=4) }}", "{{ x == ns.l }}", "{{ x[1:99999999999:3] }}", "{{ x[::-1] }}", "{{ 'a,b'.split(',', 1) | join('-') }}", "{{ 'a' * 100000 }}", "{{ x * 9 }}",
        "{% for i in range(99999) %}", "{% for a, b in x %}", "{% macro f(a, b=1) %}", "{{ f(a, b) }}", "{% endmacro %}", "{{ f(1) }}", "{% break %}", "{% continue %}",
        "{{ 1.2.3 }}", "{{ 99999999999999999999 }}", "{{ 1e5 }}", "{{ {'a': 1, 'a': x}['a'] }}", "{{ -2 ** 99 // 0 }}", "{{ strftime_now('%d %b %Y %Q') }}", "{{ raise_exception('no') }}",
        "{{ messages[0].content.replace('', 'x') }}", "{{ x.split('') }}", "{{ x | selectattr('role', 'equalto', 'user') | list }}", "{{ none[0] }}", "{{ nothing.at.all }}",
        "{{ (1, 2)[1:0:-9223372036854775807] }}", "{%- generation %}", "{% endgeneration %}", "{#- -#}", "{{", "}}", "{%", "%}", "'", "(", "]", "\\", "\n  ",
    ];

    public string Make() => random.Next(12) switch
    {
        0 => "{{ " + new string('(', 200_000) + "1" + new string(')', 200_000) + " }}",
        1 => "{{ " + string.Concat(Enumerable.Repeat("not ", 200_000)) + "x }}",
        2 => "{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 100_000)) + " }}",
        3 => string.Concat(Enumerable.Repeat("{% if 1 %}", 100_000)),
        4 => "{% macro f(a) %}{{ f(a) }}{% endmacro %}{{ f(1) }}",
        5 => "{% set x = [] %}{% for i in range(90000) %}{% set x = [x] %}{{ x.append(x) }}{% endfor %}{{ x | tojson }}",
        6 => string.Concat(Enumerable.Repeat("{% for i in range(99999) %}", 6)) + "x" + string.Concat(Enumerable.Repeat("{% endfor %}", 6)),
        7 => "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => Pieces[random.Next(Pieces.Length)])),
    };
}
