namespace CollabLLM.Gguf.Adapters;

/// <summary>The matrices of a block that a LoRA adapter can change.</summary>
internal enum AdapterTarget
{
    Query,
    Key,
    Value,
    AttentionOutput,
    Gate,
    Up,
    Down,
}
