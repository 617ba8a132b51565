using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Microsoft.JSInterop;

namespace CollabLLM.Web.Features.Chat;

/// <summary>
/// The field a message is written in. The text lives in the browser until it is sent: no keystroke makes a round trip, and a draft
/// survives everything but the browser itself.
/// </summary>
public sealed partial class Composer(IJSRuntime js, IOptions<ChatSettings> settings)
{
    /// <summary>A UTF-16 unit takes at most three bytes.</summary>
    private const int BytesPerUnit = 3;

    private DotNetObjectReference<Composer>? _self;
    private ElementReference _root;
    private ElementReference _text;
    private string? _attachedKey;
    private string? _problem;
    private bool _wasRunning;

    /// <summary>Whose draft this is: an id of a session, or <c>new</c>.</summary>
    [Parameter, EditorRequired]
    public string DraftKey { get; set; } = "new";

    [Parameter]
    public bool Running { get; set; }

    [Parameter]
    public string Placeholder { get; set; } = "Write a message";

    [Parameter]
    public string? Note { get; set; }

    [Parameter]
    public RenderFragment? Tools { get; set; }

    /// <summary>Gives null when the message is stored, else one sentence for its writer, who keeps the text.</summary>
    [Parameter, EditorRequired]
    public Func<Outgoing, Task<string?>> Send { get; set; } = null!;

    [Parameter]
    public EventCallback OnStop { get; set; }

    [Parameter]
    public EventCallback OnEditLast { get; set; }

    [JSInvokable]
    public async Task<bool> SendText(Guid sessionId, Guid messageId, Guid replyId, IJSStreamReference text)
    {
        string whole;
        await using (text)
        {
            var limit = (long)settings.Value.MaxMessageLength * BytesPerUnit;
            if (text.Length > limit) return Show($"The message is longer than {settings.Value.MaxMessageLength:N0} characters.");
            await using var stream = await text.OpenReadStreamAsync(limit);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            whole = await reader.ReadToEndAsync();
        }
        return Show(await Send(new Outgoing(sessionId, messageId, replyId, whole)));
    }

    [JSInvokable]
    public Task StopReply() => OnStop.InvokeAsync();

    [JSInvokable]
    public Task EditLast() => OnEditLast.InvokeAsync();

    /// <summary>Puts a text into the field, for the writer to change or send.</summary>
    public async Task FillAsync(string text) => await js.InvokeVoidAsync("collabComposer.fill", _root, text);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_self is not null) await js.InvokeVoidAsync("collabComposer.detach", _root);
        }
        catch (JSDisconnectedException)
        {
            // The page went first.
        }
        _self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_attachedKey != DraftKey)
        {
            _self ??= DotNetObjectReference.Create(this);
            _attachedKey = DraftKey;
            _wasRunning = Running;
            await js.InvokeVoidAsync("collabComposer.attach", _root, _text, _self, DraftKey, Running);
        }
        else if (_wasRunning != Running)
        {
            _wasRunning = Running;
            await js.InvokeVoidAsync("collabComposer.running", _root, Running);
        }
    }

    private bool Show(string? problem)
    {
        _problem = problem;
        StateHasChanged();
        return problem is null;
    }
}
