namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>One column of a file.</summary>
/// <param name="Types">text, number, true or false, list, object, and how many rows have it; more than one type is a mistake to most trainers.</param>
/// <param name="Nulls">Rows in which it is null.</param>
/// <param name="Missing">Rows that do not have it.</param>
/// <param name="Shortest">The least: characters (UTF-16) of texts, elements of lists, fields of objects; the value itself of numbers. Null where there is none of these, or several.</param>
/// <param name="Longest">As <paramref name="Shortest"/>, the most.</param>
/// <param name="Unit">Of both.</param>
public sealed record ColumnSummary(string Name, IReadOnlyDictionary<string, int> Types, int Nulls, int Missing, double? Shortest, double? Longest, string? Unit);
