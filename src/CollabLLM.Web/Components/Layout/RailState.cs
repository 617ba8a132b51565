namespace CollabLLM.Web.Components.Layout;

/// <summary>What the rail of this browser tab and the page beside it tell each other. One for a circuit; its events come on the caller's thread.</summary>
public sealed class RailState
{
    public event Action? Changed;

    /// <summary>The list of chats is not what it was.</summary>
    public event Action? ListChanged;

    /// <summary>The rail has changed a chat that may be on the screen.</summary>
    public event Action<Guid>? Edited;

    /// <summary>The chat on the screen.</summary>
    public Guid? Selected { get; private set; }

    /// <summary>Whether the rail lies over the page (phones and tablets).</summary>
    public bool DrawerOpen { get; private set; }

    public void Refresh() => ListChanged?.Invoke();

    public void Edit(Guid sessionId)
    {
        Edited?.Invoke(sessionId);
        ListChanged?.Invoke();
    }

    public void Select(Guid? sessionId)
    {
        if (Selected == sessionId) return;
        Selected = sessionId;
        Changed?.Invoke();
    }

    public void ShowDrawer(bool open)
    {
        if (DrawerOpen == open) return;
        DrawerOpen = open;
        Changed?.Invoke();
    }
}
