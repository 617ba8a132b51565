namespace CollabLLM.Gguf.Decoding;

/// <summary>Consecutive tokens of one sequence in a step.</summary>
/// <param name="Cache">Its keys and values; room for the tokens is reserved.</param>
/// <param name="Start">Position of the first token.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="Adapter">The LoRA adapter, or null for the base model.</param>
/// <param name="Logits">How many of the last tokens need logits: from 0 to all of them.</param>
internal readonly record struct BatchSlice(KvSequence Cache, int Start, ReadOnlyMemory<int> Tokens, Adapters.LoraAdapter? Adapter, int Logits);
