namespace CollabLLM.Web.Components;

/// <summary>
/// A text as the parameter of a component. Blazor sends parameters that are strings to the browser, beside what the component shows
/// of them; a reply that passes through five components would be sent six times.
/// </summary>
public readonly record struct ServerText(string Value)
{
    public static implicit operator ServerText(string value) => new(value);

    public static implicit operator string(ServerText text) => text.Value ?? "";

    public override string ToString() => this;
}
