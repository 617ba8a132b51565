namespace CollabLLM.Gguf.Templates;

/// <summary>Reads the statements of a template from its segments.</summary>
internal sealed class StatementParser(List<TemplateSegment> segments)
{
    private int _at;

    public static IReadOnlyList<Statement> Parse(string template)
    {
        var parser = new StatementParser(TemplateLexer.Segments(template));
        var (body, end, _) = parser.Body();
        return end.Length == 0 ? body : throw new TemplateException($"The chat template has an {end} without its beginning.");
    }

    /// <summary>Statements up to one of the closing words; the word is "" at the end of the template.</summary>
    private (List<Statement> Body, string End, ExpressionParser? Words) Body(params string[] ends)
    {
        RenderBudget.RequireStack();
        List<Statement> body = [];
        while (_at < segments.Count)
        {
            var segment = segments[_at++];
            switch (segment.Type)
            {
                case SegmentType.Text:
                    body.Add(new Plain(MarkedText.OfTemplate(segment.Text)));
                    break;
                case SegmentType.Output:
                    body.Add(new Output(new ExpressionParser(TemplateLexer.Words(segment.Text)).Whole()));
                    break;
                default:
                    var words = new ExpressionParser(TemplateLexer.Words(segment.Text));
                    var keyword = words.Name();
                    if (ends.Contains(keyword)) return (body, keyword, words);
                    if (keyword.StartsWith("end", StringComparison.Ordinal) || keyword is "else" or "elif") return (body, keyword, words);
                    body.AddRange(Block(keyword, words));
                    break;
            }
        }
        if (ends.Length > 0) throw new TemplateException($"The chat template lacks {ends[^1]}.");
        return (body, "", null);
    }

    private IEnumerable<Statement> Block(string keyword, ExpressionParser words)
    {
        switch (keyword)
        {
            case "if": return [Condition(words)];
            case "for": return [Loop(words)];
            case "set": return [Assignment(words)];
            case "macro": return [MacroOf(words)];
            case "break" or "continue": return [new Jump(keyword == "break" ? Flow.Break : Flow.Continue)];
            // Marks what the model wrote, for training; it changes nothing here.
            case "generation": return Until("endgeneration");
            default: throw new TemplateException($"The chat template uses the statement {keyword}, which is not supported.");
        }
    }

    private List<Statement> Until(string end)
    {
        var (body, found, _) = Body(end);
        return found == end ? body : throw new TemplateException($"The chat template has {found} where {end} was expected.");
    }

    private If Condition(ExpressionParser words)
    {
        List<(Expression?, IReadOnlyList<Statement>)> branches = [];
        Expression? condition = words.Whole();
        while (true)
        {
            var (body, end, rest) = Body("elif", "else", "endif");
            branches.Add((condition, body));
            if (end == "endif") return new(branches);
            if (end is not ("elif" or "else")) throw new TemplateException($"The chat template has {end} where endif was expected.");
            condition = end == "elif" ? rest!.Whole() : null;
        }
    }

    private For Loop(ExpressionParser words)
    {
        List<string> names = [];
        var bracket = words.TakeSign("(");
        do names.Add(words.Name());
        while (words.TakeSign(","));
        if (bracket) words.Expect(")");
        if (!words.TakeName("in")) throw new TemplateException("The chat template has a for without in.");
        var source = words.Or();
        var only = words.TakeName("if") ? words.Choice() : null;
        words.ExpectEnd();
        var (body, end, _) = Body("else", "endfor");
        var otherwise = end == "else" ? Until("endfor") : [];
        if (end is not ("else" or "endfor")) throw new TemplateException($"The chat template has {end} where endfor was expected.");
        return new(names, source, only, body, otherwise);
    }

    private Statement Assignment(ExpressionParser words)
    {
        List<string> names = [];
        do names.Add(words.Name());
        while (words.TakeSign(","));
        var key = words.TakeSign(".") ? words.Name() : null;
        if (words.AtEnd && key is null) return new SetBlock(names[0], Until("endset"));
        words.Expect("=");
        List<Expression> values = [];
        do values.Add(words.Choice());
        while (words.TakeSign(","));
        words.ExpectEnd();
        return new Set(names, key, values is [var only] ? only : new ListOf(values));
    }

    private Macro MacroOf(ExpressionParser words)
    {
        var name = words.Name();
        words.Expect("(");
        List<(string, Expression?)> parameters = [];
        while (!words.TakeSign(")"))
        {
            var parameter = words.Name();
            parameters.Add((parameter, words.TakeSign("=") ? words.Choice() : null));
            words.TakeSign(",");
        }
        return new(name, parameters, Until("endmacro"));
    }
}
