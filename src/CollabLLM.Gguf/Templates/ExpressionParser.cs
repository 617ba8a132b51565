using System.Globalization;

namespace CollabLLM.Gguf.Templates;

/// <summary>Reads an expression from its words, the loosest binding first.</summary>
internal sealed class ExpressionParser(List<TemplateToken> words)
{
    private int _at;

    public bool AtEnd => words[_at].Type == TokenType.End;

    public bool TakeName(string name) => Take(TokenType.Name, name);

    public bool TakeSign(string sign) => Take(TokenType.Sign, sign);

    public string Name() =>
        words[_at] is { Type: TokenType.Name, Value: var name } && Next() ? name : throw Fail("a name");

    public void Expect(string sign)
    {
        if (!TakeSign(sign)) throw Fail(sign);
    }

    public void ExpectEnd()
    {
        if (!AtEnd) throw Fail("the end of the tag");
    }

    public Expression Whole()
    {
        var expression = Choice();
        ExpectEnd();
        return expression;
    }

    public Expression Choice()
    {
        RenderBudget.RequireStack();
        var value = Or();
        while (TakeName("if"))
        {
            var condition = Or();
            value = new Choice(condition, value, TakeName("else") ? Choice() : null);
        }
        return value;
    }

    /// <summary>An expression without a trailing condition: what a loop goes through, where <c>if</c> means something else.</summary>
    public Expression Or()
    {
        var left = And();
        while (TakeName("or")) left = new Operation("or", left, And());
        return left;
    }

    private Expression And()
    {
        var left = Negation();
        while (TakeName("and")) left = new Operation("and", left, Negation());
        return left;
    }

    private Expression Negation()
    {
        RenderBudget.RequireStack();
        return TakeName("not") ? new Not(Negation()) : Comparison();
    }

    private Expression Comparison()
    {
        var left = Sum();
        while (true)
        {
            if (words[_at].Type == TokenType.Sign && words[_at].Value is "==" or "!=" or "<" or ">" or "<=" or ">=")
            {
                var sign = words[_at++].Value;
                left = new Operation(sign, left, Sum());
            }
            else if (TakeName("in"))
            {
                left = new Operation("in", left, Sum());
            }
            else if (words[_at] is { Type: TokenType.Name, Value: "not" } && words[_at + 1] is { Type: TokenType.Name, Value: "in" })
            {
                _at += 2;
                left = new Operation("not in", left, Sum());
            }
            else
            {
                return left;
            }
        }
    }

    private Expression Sum() => Chain(() => Chain(() => Chain(Unary, "*", "/", "//", "%"), "~"), "+", "-");

    private Expression Chain(Func<Expression> operand, params string[] signs)
    {
        var left = operand();
        while (words[_at].Type == TokenType.Sign && signs.Contains(words[_at].Value))
        {
            var sign = words[_at++].Value;
            left = new Operation(sign, left, operand());
        }
        return left;
    }

    private Expression Unary()
    {
        RenderBudget.RequireStack();
        if (TakeSign("-")) return Filtered(new Negative(Power()));
        if (TakeSign("+")) return Unary();
        return Filtered(Power());
    }

    private Expression Power()
    {
        var left = Postfix(Primary());
        return TakeSign("**") ? new Operation("**", left, Unary()) : left;
    }

    private Expression Filtered(Expression value)
    {
        while (true)
        {
            if (TakeSign("|"))
            {
                var name = Name();
                var (arguments, named) = TakeSign("(") ? Arguments() : ([], new Dictionary<string, Expression>());
                if (!Filters.Names.Contains(name)) throw new TemplateException($"The chat template uses the filter {name}, which is not supported.");
                value = Postfix(new Filter(value, name, arguments, named));
            }
            else if (TakeName("is"))
            {
                var negated = TakeName("not");
                var name = Name().ToLowerInvariant();
                if (!Checks.Names.Contains(name)) throw new TemplateException($"The chat template uses the test {name}, which is not supported.");
                Expression? argument = null;
                if (TakeSign("(")) argument = Arguments().Arguments is [var only] ? only : throw Fail("one argument");
                else if (words[_at].Type is TokenType.Text or TokenType.Number) argument = Primary();
                value = new Check(value, name, argument, negated);
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            if (TakeSign(".")) value = new Member(value, words[_at].Type == TokenType.Number ? words[_at++].Value : Name());
            else if (TakeSign("[")) value = Subscript(value);
            else if (TakeSign("(")) value = Arguments() is var (arguments, named) ? new Call(value, arguments, named) : value;
            else return value;
        }
    }

    private Expression Subscript(Expression target)
    {
        var start = words[_at] is { Type: TokenType.Sign, Value: ":" } ? null : Choice();
        if (TakeSign("]")) return new Item(target, start!);
        Expect(":");
        var stop = words[_at] is { Type: TokenType.Sign, Value: ":" or "]" } ? null : Choice();
        var step = TakeSign(":") && words[_at] is not { Type: TokenType.Sign, Value: "]" } ? Choice() : null;
        Expect("]");
        return new Slice(target, start, stop, step);
    }

    private (List<Expression> Arguments, Dictionary<string, Expression> Named) Arguments()
    {
        List<Expression> arguments = [];
        Dictionary<string, Expression> named = new(StringComparer.Ordinal);
        while (!TakeSign(")"))
        {
            if (words[_at].Type == TokenType.Name && words[_at + 1] is { Type: TokenType.Sign, Value: "=" })
            {
                var name = Name();
                Expect("=");
                named[name] = Choice();
            }
            else
            {
                arguments.Add(Choice());
            }
            if (!TakeSign(",") && words[_at] is not { Type: TokenType.Sign, Value: ")" }) throw Fail(")");
        }
        return (arguments, named);
    }

    private Expression Primary()
    {
        var word = words[_at];
        _at++;
        switch (word.Type)
        {
            case TokenType.Text:
                var text = word.Value;
                // Neighbouring texts are one.
                while (words[_at].Type == TokenType.Text) text += words[_at++].Value;
                return new Literal(MarkedText.OfTemplate(text));
            case TokenType.Number:
                if (word.Value.Contains('.', StringComparison.Ordinal)) return new Literal(double.Parse(word.Value, CultureInfo.InvariantCulture));
                return long.TryParse(word.Value, CultureInfo.InvariantCulture, out var whole)
                    ? new Literal(whole)
                    : throw new TemplateException($"The chat template has the number {word.Value}, which is too large.");
            case TokenType.Name:
                return word.Value switch
                {
                    "true" or "True" => new Literal(true),
                    "false" or "False" => new Literal(false),
                    "none" or "None" => new Literal(null),
                    _ => new Name(word.Value),
                };
            case TokenType.Sign when word.Value == "(":
                var inner = Choice();
                if (!TakeSign(",")) return Closed(inner, ")");
                return new ListOf([inner, .. List(")")]);
            case TokenType.Sign when word.Value == "[":
                return new ListOf(List("]"));
            case TokenType.Sign when word.Value == "{":
                return Map();
            default:
                _at--;
                throw Fail("a value");
        }
    }

    private Expression Closed(Expression inner, string sign)
    {
        Expect(sign);
        return inner;
    }

    private List<Expression> List(string end)
    {
        List<Expression> items = [];
        while (!TakeSign(end))
        {
            items.Add(Choice());
            if (!TakeSign(",") && !(words[_at].Type == TokenType.Sign && words[_at].Value == end)) throw Fail(end);
        }
        return items;
    }

    private MapOf Map()
    {
        List<(Expression, Expression)> entries = [];
        while (!TakeSign("}"))
        {
            var key = Choice();
            Expect(":");
            entries.Add((key, Choice()));
            if (!TakeSign(",") && words[_at] is not { Type: TokenType.Sign, Value: "}" }) throw Fail("}");
        }
        return new(entries);
    }

    private bool Take(TokenType type, string value) => words[_at].Type == type && words[_at].Value == value && Next();

    private bool Next()
    {
        _at++;
        return true;
    }

    private TemplateException Fail(string expected) =>
        new($"The chat template cannot be read: {expected} was expected and {(AtEnd ? "the tag ends" : words[_at].Value)}.");
}
