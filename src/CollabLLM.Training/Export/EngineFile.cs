namespace CollabLLM.Training.Export;

/// <summary>A text file beside the data that is handed to another engine.</summary>
/// <param name="Name">In the folder.</param>
/// <param name="Text">Its text, with line feeds.</param>
/// <param name="IsProgram">Whether it may be started.</param>
public sealed record EngineFile(string Name, string Text, bool IsProgram = false);
