using CollabLLM.Core.Datasets.Inspection;

namespace CollabLLM.Core.Datasets.Card;

/// <summary>A file of a dataset.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Sha256">In lower-case hexadecimal digits.</param>
/// <param name="Split">train, eval, validation or test, where the file's name says so.</param>
/// <param name="Rows">Lines, or elements of a JSON list; a row of a nested file is a conversation.</param>
public sealed record CardFile(string Name, string Sha256, long Bytes, string Container, DatasetForm Form, string? Split, int Rows);
