namespace CollabLLM.Core.Tests.House;

public sealed class SourceFileTests
{
    private const int TooLong = 300;

    [Fact]
    public void No_source_file_is_longer_than_three_hundred_lines() =>
        Assert.Empty(
            from file in Sources()
            let lines = File.ReadLines(file).Count()
            where lines > TooLong
            select $"{Path.GetRelativePath(Repository.Root, file)}: {lines}");

    [Fact]
    public void No_folder_is_named_after_a_kind()
    {
        string[] kinds = ["Services", "Helpers", "Utils", "Common", "Managers"];
        Assert.Empty(
            from file in Sources()
            let folder = Path.GetFileName(Path.GetDirectoryName(file)!)
            where kinds.Contains(folder, StringComparer.OrdinalIgnoreCase)
            select file);
    }

    private static IEnumerable<string> Sources() =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".razor"
        let parts = Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
        where !parts.Contains("obj") && !parts.Contains("bin") && !parts.Contains("Migrations")
        select file;
}
