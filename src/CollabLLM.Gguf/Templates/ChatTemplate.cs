using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Templates;

/// <summary>
/// The chat template of a model: a small language (the part of Jinja that such templates use) that writes a conversation as the model was
/// trained to read it. Thread-safe.
/// </summary>
public sealed class ChatTemplate
{
    /// <summary>ChatML: for models that have the tokens of this widely used form but carry no template, and for new ones.</summary>
    public const string ChatMl =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    private readonly IReadOnlyList<Statement> _statements;
    private readonly string _bos;
    private readonly string _eos;
    private readonly TimeProvider _time;

    /// <param name="source">The template's text.</param>
    /// <param name="bos">What <c>bos_token</c> stands for.</param>
    /// <param name="eos">What <c>eos_token</c> stands for.</param>
    /// <param name="time">What <c>strftime_now</c> asks. Null: the system's clock.</param>
    /// <exception cref="TemplateException">It cannot be read, or uses a statement, filter or test that is not supported.</exception>
    public ChatTemplate(string source, string bos = "", string eos = "", TimeProvider? time = null)
    {
        (Source, _bos, _eos, _time) = (source, bos, eos, time ?? TimeProvider.System);
        _statements = StatementParser.Parse(source);
    }

    /// <summary>The template's text.</summary>
    public string Source { get; }

    /// <summary>The template of a file, or null when it has none and its vocabulary suggests none: such a model completes text only.</summary>
    /// <exception cref="GgufException">The template uses something that is not supported.</exception>
    public static ChatTemplate? Load(GgufFile file, Vocabulary vocabulary, TimeProvider? time = null)
    {
        var source = new TokenizerMetadata(file).Text("tokenizer.chat_template");
        if (string.IsNullOrWhiteSpace(source))
        {
            if (vocabulary.Find("<|im_start|>") is null || vocabulary.Find("<|im_end|>") is null) return null;
            source = ChatMl;
        }
        try
        {
            return new(source, Piece(vocabulary.Bos), Piece(vocabulary.Eos), time);
        }
        catch (TemplateException e)
        {
            throw new GgufException($"{file.Path}: {e.Message}", e);
        }

        string Piece(int? token) => token is { } id ? vocabulary.Pieces[id] : "";
    }

    /// <summary>The conversation as one text. Not for models: only parts say which special tokens are meant.</summary>
    /// <exception cref="TemplateException">The template refuses this conversation.</exception>
    public string Render(IEnumerable<ChatMessage> messages, bool addGenerationPrompt) =>
        string.Concat(RenderParts(messages, addGenerationPrompt).Select(p => p.Text));

    /// <summary>The conversation as parts that say whether the template or a message is where their characters come from.</summary>
    /// <exception cref="TemplateException">The template refuses this conversation.</exception>
    public IReadOnlyList<TemplatePart> RenderParts(IEnumerable<ChatMessage> messages, bool addGenerationPrompt)
    {
        var scope = new Scope();
        scope.Set("messages", messages.Select(Message).ToList());
        scope.Set("add_generation_prompt", addGenerationPrompt);
        scope.Set("bos_token", MarkedText.OfTemplate(_bos));
        scope.Set("eos_token", MarkedText.OfTemplate(_eos));
        scope.Set("tools", null);
        scope.Set("documents", null);
        scope.Set("namespace", (Function)((_, named) => new Dictionary<string, object?>(named, StringComparer.Ordinal)));
        scope.Set("dict", (Function)((_, named) => new Dictionary<string, object?>(named, StringComparer.Ordinal)));
        scope.Set("range", (Function)Range);
        scope.Set("strftime_now", (Function)((arguments, _) =>
        {
            var format = Values.Text(arguments.Count > 0 ? arguments[0] : Missing.Value);
            return format.WithText(Strftime.Format(_time.GetLocalNow(), format.Text));
        }));
        scope.Set("raise_exception", (Function)((arguments, _) =>
            throw new TemplateException($"The model's chat template refuses this conversation: {Values.Text(arguments.Count > 0 ? arguments[0] : null)}")));
        List<MarkedText> output = [];
        foreach (var statement in _statements) statement.Run(scope, output);
        return [.. MarkedText.Concat(output).Parts()];
    }

    private static object? Message(ChatMessage message) => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["role"] = MarkedText.OfMessage(message.Role.Value),
        ["content"] = MarkedText.OfMessage(message.Text),
    };

    private static object? Range(List<object?> arguments, Dictionary<string, object?> named)
    {
        var bounds = arguments.Select(a => (long)Values.Number(a)).ToArray();
        var (start, stop, step) = bounds switch
        {
            [var end] => (0L, end, 1L),
            [var begin, var end] => (begin, end, 1L),
            [var begin, var end, var by] when by != 0 => (begin, end, by),
            _ => throw new TemplateException("The chat template counts over an unknown range."),
        };
        List<object?> numbers = [];
        for (var i = start; (step > 0 ? i < stop : i > stop) && numbers.Count < 100_000; i += step) numbers.Add(i);
        return numbers;
    }
}
