namespace CollabLLM.Gguf.Templates;

/// <summary>An expression of a template. Values are null, <see cref="Missing"/>, bool, long, double, <see cref="MarkedText"/>, lists and maps.</summary>
internal abstract record Expression
{
    public object? Evaluate(Scope scope)
    {
        RenderBudget.RequireStack();
        var value = Compute(scope);
        scope.Budget.Spend(value);
        return value;
    }

    protected abstract object? Compute(Scope scope);
}

/// <summary>The value of a name or an entry that does not exist.</summary>
internal sealed class Missing
{
    public static Missing Value { get; } = new();
}

internal sealed record Literal(object? Value) : Expression
{
    protected override object? Compute(Scope scope) => Value;
}

internal sealed record Name(string Value) : Expression
{
    protected override object? Compute(Scope scope) => scope.Find(Value);
}

internal sealed record ListOf(IReadOnlyList<Expression> Items) : Expression
{
    protected override object? Compute(Scope scope) => Items.Select(i => i.Evaluate(scope)).ToList();
}

internal sealed record MapOf(IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression
{
    protected override object? Compute(Scope scope) =>
        Make(Entries.Select(e => (Values.Text(e.Key.Evaluate(scope)).Text, e.Value.Evaluate(scope))));

    /// <summary>A repeated key keeps its last value.</summary>
    private static Dictionary<string, object?> Make(IEnumerable<(string Key, object? Value)> entries)
    {
        Dictionary<string, object?> map = new(StringComparer.Ordinal);
        foreach (var (key, value) in entries) map[key] = value;
        return map;
    }
}

internal sealed record Member(Expression Target, string Key) : Expression
{
    protected override object? Compute(Scope scope) => Target.Evaluate(scope) switch
    {
        Dictionary<string, object?> map => map.GetValueOrDefault(Key, Missing.Value),
        Missing => throw new TemplateException($"The chat template asks for {Key} of something that does not exist."),
        _ => Missing.Value,
    };
}

internal sealed record Item(Expression Target, Expression Key) : Expression
{
    protected override object? Compute(Scope scope) => (Target.Evaluate(scope), Key.Evaluate(scope)) switch
    {
        (Dictionary<string, object?> map, MarkedText key) => map.GetValueOrDefault(key.Text, Missing.Value),
        (List<object?> list, long at) => (at < 0 ? at + list.Count : at) is var i && i >= 0 && i < list.Count ? list[(int)i] : Missing.Value,
        (MarkedText text, long at) => (at < 0 ? at + text.Length : at) is var i && i >= 0 && i < text.Length ? text.Slice((int)i, 1) : Missing.Value,
        _ => Missing.Value,
    };
}

internal sealed record Slice(Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression
{
    protected override object? Compute(Scope scope)
    {
        var target = Target.Evaluate(scope);
        var length = target switch
        {
            List<object?> list => list.Count,
            MarkedText text => text.Length,
            _ => throw new TemplateException("The chat template cuts something that is neither a list nor a text."),
        };
        var step = Math.Clamp(Bound(Step, scope) ?? 1, -length - 1, length + 1);
        if (step == 0) throw new TemplateException("The chat template cuts in steps of 0.");
        var picked = new List<int>();
        var (first, last) = step > 0 ? (0L, (long)length) : (length - 1, -1L);
        var start = Clamp(Bound(Start, scope), first);
        var stop = Clamp(Bound(Stop, scope), last);
        for (var at = start; step > 0 ? at < stop : at > stop; at += step) picked.Add((int)at);
        return target is List<object?> items
            ? picked.Select(i => items[i]).ToList()
            : MarkedText.Concat(picked.Select(i => ((MarkedText)target!).Slice(i, 1)));

        long Clamp(long? value, long absent) => value is not { } given
            ? absent
            : Math.Clamp(given < 0 ? given + length : given, step > 0 ? 0 : -1, step > 0 ? length : length - 1);
    }

    private static long? Bound(Expression? bound, Scope scope) => bound?.Evaluate(scope) switch
    {
        null or Missing => null,
        long value => value,
        _ => throw new TemplateException("The chat template cuts at something that is not a whole number."),
    };
}

internal sealed record Call(Expression Target, IReadOnlyList<Expression> Arguments, IReadOnlyDictionary<string, Expression> Named) : Expression
{
    protected override object? Compute(Scope scope)
    {
        var arguments = Arguments.Select(a => a.Evaluate(scope)).ToList();
        var named = Named.ToDictionary(n => n.Key, n => n.Value.Evaluate(scope), StringComparer.Ordinal);
        if (Target is Member member)
        {
            var owner = member.Target.Evaluate(scope);
            if (owner is not Dictionary<string, object?> map || !map.TryGetValue(member.Key, out var held) || held is not Function) return Methods.Call(owner, member.Key, arguments);
            return ((Function)held)(arguments, named);
        }
        return Target.Evaluate(scope) is Function function
            ? function(arguments, named)
            : throw new TemplateException($"The chat template calls {(Target as Name)?.Value ?? "something"}, which is not supported.");
    }
}

/// <summary>Something a template can call.</summary>
internal delegate object? Function(List<object?> arguments, Dictionary<string, object?> named);

internal sealed record Filter(Expression Target, string Key, IReadOnlyList<Expression> Arguments, IReadOnlyDictionary<string, Expression> Named) : Expression
{
    protected override object? Compute(Scope scope) => Filters.Apply(
        Key,
        Target.Evaluate(scope),
        [.. Arguments.Select(a => a.Evaluate(scope))],
        Named.ToDictionary(n => n.Key, n => n.Value.Evaluate(scope), StringComparer.Ordinal));
}

internal sealed record Check(Expression Target, string Key, Expression? Argument, bool Negated) : Expression
{
    protected override object? Compute(Scope scope) => Checks.Holds(Key, Target.Evaluate(scope), Argument?.Evaluate(scope)) != Negated;
}

internal sealed record Choice(Expression Condition, Expression Then, Expression? Otherwise) : Expression
{
    protected override object? Compute(Scope scope) =>
        Values.IsTrue(Condition.Evaluate(scope)) ? Then.Evaluate(scope) : Otherwise is null ? Missing.Value : Otherwise.Evaluate(scope);
}

internal sealed record Not(Expression Operand) : Expression
{
    protected override object? Compute(Scope scope) => !Values.IsTrue(Operand.Evaluate(scope));
}

internal sealed record Negative(Expression Operand) : Expression
{
    protected override object? Compute(Scope scope) => Operand.Evaluate(scope) switch
    {
        long value => (object)-value,
        double value => -value,
        _ => throw new TemplateException("The chat template negates something that is not a number."),
    };
}

internal sealed record Operation(string Sign, Expression Left, Expression Right) : Expression
{
    protected override object? Compute(Scope scope)
    {
        var left = Left.Evaluate(scope);
        if (Sign == "and") return Values.IsTrue(left) ? Right.Evaluate(scope) : left;
        if (Sign == "or") return Values.IsTrue(left) ? left : Right.Evaluate(scope);
        return Values.Operate(Sign, left, Right.Evaluate(scope));
    }
}
