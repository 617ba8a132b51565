namespace CollabLLM.Gguf.Templates;

/// <summary>A part of a template that writes or changes something.</summary>
internal abstract record Statement
{
    public Flow Run(Scope scope, List<MarkedText> output)
    {
        RenderBudget.RequireStack();
        scope.Budget.Spend(null);
        return Execute(scope, output);
    }

    protected abstract Flow Execute(Scope scope, List<MarkedText> output);

    protected static Flow Run(IReadOnlyList<Statement> body, Scope scope, List<MarkedText> output)
    {
        foreach (var statement in body)
        {
            if (statement.Run(scope, output) is not Flow.Next and var flow) return flow;
        }
        return Flow.Next;
    }
}

/// <summary>What follows a statement.</summary>
internal enum Flow
{
    Next,

    /// <summary>The next turn of the loop around it.</summary>
    Continue,

    /// <summary>What follows the loop around it.</summary>
    Break,
}

internal sealed record Plain(MarkedText Text) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        output.Add(Text);
        return Flow.Next;
    }
}

internal sealed record Output(Expression Value) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        output.Add(Values.Text(Value.Evaluate(scope)));
        return Flow.Next;
    }
}

internal sealed record If(IReadOnlyList<(Expression? Condition, IReadOnlyList<Statement> Body)> Branches) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        foreach (var (condition, body) in Branches)
        {
            if (condition is not null && !Values.IsTrue(condition.Evaluate(scope))) continue;
            return Run(body, scope, output);
        }
        return Flow.Next;
    }
}

internal sealed record For(IReadOnlyList<string> Names, Expression Source, Expression? Only, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Otherwise) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        var items = Values.Items(Source.Evaluate(scope)).Where(item => Only is null || Values.IsTrue(Only.Evaluate(Bind(scope, item)))).ToList();
        if (items.Count == 0) return Run(Otherwise, scope, output);
        for (var i = 0; i < items.Count; i++)
        {
            var inner = Bind(scope, items[i]);
            inner.Set("loop", Loop(items, i));
            if (Run(Body, inner, output) == Flow.Break) break;
        }
        return Flow.Next;
    }

    private Scope Bind(Scope scope, object? item)
    {
        var inner = new Scope(scope);
        if (Names.Count == 1)
        {
            inner.Set(Names[0], item);
            return inner;
        }
        var parts = Values.Items(item);
        for (var i = 0; i < Names.Count; i++) inner.Set(Names[i], i < parts.Count ? parts[i] : Missing.Value);
        return inner;
    }

    private static Dictionary<string, object?> Loop(List<object?> items, int i) => new(StringComparer.Ordinal)
    {
        ["index"] = (long)i + 1,
        ["index0"] = (long)i,
        ["revindex"] = (long)items.Count - i,
        ["revindex0"] = (long)items.Count - i - 1,
        ["first"] = i == 0,
        ["last"] = i == items.Count - 1,
        ["length"] = (long)items.Count,
        ["previtem"] = i > 0 ? items[i - 1] : Missing.Value,
        ["nextitem"] = i + 1 < items.Count ? items[i + 1] : Missing.Value,
    };
}

internal sealed record Set(IReadOnlyList<string> Names, string? Key, Expression Value) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        var value = Value.Evaluate(scope);
        if (Key is not null)
        {
            if (scope.Find(Names[0]) is not Dictionary<string, object?> owner) throw new TemplateException($"The chat template sets {Names[0]}.{Key} of nothing.");
            owner[Key] = value;
            return Flow.Next;
        }
        if (Names.Count == 1)
        {
            scope.Set(Names[0], value);
            return Flow.Next;
        }
        var parts = Values.Items(value);
        for (var i = 0; i < Names.Count; i++) scope.Set(Names[i], i < parts.Count ? parts[i] : Missing.Value);
        return Flow.Next;
    }
}

internal sealed record SetBlock(string Name, IReadOnlyList<Statement> Body) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        List<MarkedText> written = [];
        Run(Body, scope, written);
        scope.Set(Name, MarkedText.Concat(written));
        return Flow.Next;
    }
}

internal sealed record Macro(string Name, IReadOnlyList<(string Name, Expression? Default)> Parameters, IReadOnlyList<Statement> Body) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output)
    {
        scope.Set(Name, (Function)((arguments, named) => Call(scope, arguments, named)));
        return Flow.Next;
    }

    private MarkedText Call(Scope scope, List<object?> arguments, Dictionary<string, object?> named)
    {
        var inner = new Scope(scope);
        for (var i = 0; i < Parameters.Count; i++)
        {
            var (name, fallback) = Parameters[i];
            inner.Set(name, i < arguments.Count ? arguments[i] : named.TryGetValue(name, out var given) ? given : fallback?.Evaluate(scope) ?? Missing.Value);
        }
        List<MarkedText> written = [];
        Run(Body, inner, written);
        return MarkedText.Concat(written);
    }
}

internal sealed record Jump(Flow Flow) : Statement
{
    protected override Flow Execute(Scope scope, List<MarkedText> output) => Flow;
}
