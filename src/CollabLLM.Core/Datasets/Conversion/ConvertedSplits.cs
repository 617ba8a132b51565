namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Rows for training and for evaluation. They are made when they are enumerated, so that they need not fit into memory.</summary>
public sealed record ConvertedSplits<T>(ConvertedRows<T> Train, ConvertedRows<T> Eval);
