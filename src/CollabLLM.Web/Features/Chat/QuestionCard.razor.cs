using CollabLLM.Core.Questions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CollabLLM.Web.Features.Chat;

public sealed partial class QuestionCard
{
    private readonly string _id = $"q{Guid.NewGuid():N}";
    private QuestionBlock? _seen;
    private int?[] _chosen = [];
    private string[] _free = [];
    private bool _sending;
    private int _at;

    [Parameter, EditorRequired]
    public QuestionBlock Block { get; set; } = null!;

    /// <summary>Whether the model has asked before in this chat.</summary>
    [Parameter]
    public bool Later { get; set; }

    /// <summary>What was answered; null while nobody has.</summary>
    [Parameter]
    public IReadOnlyList<string?>? Answers { get; set; }

    /// <summary>The person went on with something else.</summary>
    [Parameter]
    public bool Stale { get; set; }

    /// <summary>Something is being written, so nothing can be sent.</summary>
    [Parameter]
    public bool Locked { get; set; }

    /// <summary>Takes the one readable message; gives whether it is stored.</summary>
    [Parameter]
    public Func<string, Task<bool>>? OnSend { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    private string Heading => Later ? "One more thing" : "Before I write";

    private string Count => Block.Questions.Count == 1 ? "1 question, about 10 seconds" : $"{Block.Questions.Count} questions, about {Block.Questions.Count * 10} seconds";

    private bool AnyAnswer => Enumerable.Range(0, _free.Length).Any(i => Answer(i) is not null);

    protected override void OnParametersSet()
    {
        if (_seen?.ToPlainText() == Block.ToPlainText()) return;
        _seen = Block;
        (_chosen, _free, _at) = (new int?[Block.Questions.Count], [.. Block.Questions.Select(_ => "")], 0);
    }

    private string? Answer(int index) =>
        _free[index].Trim() is { Length: > 0 } own ? own : _chosen[index] is { } option ? Block.Questions[index].Options[option] : null;

    private void Choose(int index, int option)
    {
        _chosen[index] = _chosen[index] == option ? null : option;
        _free[index] = "";
    }

    private void Write(int index, ChangeEventArgs e)
    {
        _free[index] = e.Value as string ?? "";
        if (_free[index].Length > 0) _chosen[index] = null;
    }

    private async Task KeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Enter" && (e.CtrlKey || e.MetaKey) && AnyAnswer && !_sending && !Locked) await SendAsync(skip: false);
    }

    private Task SkipAsync() => SendAsync(skip: true);

    private async Task SendAsync(bool skip)
    {
        if (OnSend is null) return;
        _sending = true;
        try
        {
            await OnSend(AnswerText.Compose(Block, [.. _free.Select((_, i) => skip ? null : Answer(i))]));
        }
        finally
        {
            _sending = false;
        }
    }
}
