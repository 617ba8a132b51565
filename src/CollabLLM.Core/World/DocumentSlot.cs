namespace CollabLLM.Core.World;

/// <summary>Something that a document of a kind says and that only its user knows.</summary>
/// <param name="Name">Unique in its kind, such as <c>place</c>.</param>
/// <param name="Values">What is drawn for it: a name that <see cref="ValueMaker"/> knows.</param>
/// <param name="IsNeeded">Whether a document without it is not finished. An optional one is in it when the user wishes for it.</param>
/// <param name="Title">As people call it, with its article.</param>
public sealed record DocumentSlot(string Name, string Values, bool IsNeeded, string Title);
