namespace CollabLLM.Cli.Catalogue;

/// <summary>How much of a file is of one tensor type.</summary>
internal sealed record TensorTypeFacts(string Type, int Tensors, long Weights, long Bytes);
