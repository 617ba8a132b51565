using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Adapters;

/// <summary>What a LoRA adapter adds to one matrix: Scale · B · (A · x).</summary>
/// <param name="A">Rank rows of the matrix's input width.</param>
/// <param name="B">The matrix's rows, of width rank.</param>
/// <param name="Scale">alpha / rank.</param>
internal sealed record LowRankProduct(PackedMatrix A, PackedMatrix B, float Scale);
