namespace CollabLLM.Core.Prompts.Replies;

/// <summary>Why a reply could not be read as a JSON object.</summary>
/// <param name="Reason">One sentence for people.</param>
public sealed record JsonFailure(JsonFailureKind Kind, string Reason);
