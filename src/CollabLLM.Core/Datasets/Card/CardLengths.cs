namespace CollabLLM.Core.Datasets.Card;

/// <summary>How long texts are. Prompts are counted with all their messages, once a turn; replies once a row.</summary>
/// <param name="PromptMessages">Messages of the prompts.</param>
/// <param name="PromptCharacters">UTF-16 units of their contents.</param>
/// <param name="ReplyCharacters">UTF-16 units.</param>
/// <param name="PromptTokens">Tokens of cl100k_base, of the turns whose first row is among those that were counted.</param>
/// <param name="ReplyTokens">Tokens of cl100k_base.</param>
/// <param name="TokensOfEvery">Tokens were counted in every n-th row; 1 is all of them.</param>
public sealed record CardLengths(
    Quantiles? PromptMessages, Quantiles? PromptCharacters, Quantiles? ReplyCharacters, Quantiles? PromptTokens, Quantiles? ReplyTokens, int TokensOfEvery);
