namespace CollabLLM.Core.Datasets.Multiturn;

/// <summary>What a conversion needs to know of a row before it reads it: 40 bytes.</summary>
/// <param name="Conversation">Number of the conversation, in order of first appearance.</param>
/// <param name="Group">Number of the pair of conversation and turn, in order of first appearance.</param>
/// <param name="Score">NaN where there is none.</param>
/// <param name="Part">In nested files the number of the row within its conversation.</param>
internal readonly record struct IndexedRow(int Conversation, int Group, int Turn, double Score, short File, int Number, long Offset, int Length, int Part);
