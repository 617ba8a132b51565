namespace CollabLLM.Data;

/// <summary>The folder for what the application writes. Section <c>Data</c>; a relative path starts at the content root.</summary>
public sealed class DataFolderOptions
{
    public const string Section = "Data";

    public string Folder { get; set; } = "data";
}
