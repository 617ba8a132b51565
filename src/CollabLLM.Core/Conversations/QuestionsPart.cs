using CollabLLM.Core.Questions;

namespace CollabLLM.Core.Conversations;

/// <summary>A question card.</summary>
public sealed record QuestionsPart(int Start, int Length, QuestionBlock Block) : ReplyPart(Start, Length);
