using System.Text.RegularExpressions;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.House;

public sealed partial class SourceFileTests
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

    /// <summary>The invariants of the log hold because one class writes it.</summary>
    [Fact]
    public void Only_the_session_log_saves_updates_or_deletes()
    {
        List<string> writers = [.. Sources().Where(f => Writing().IsMatch(File.ReadAllText(f))).Select(f => Path.GetFileName(f))];
        Assert.Contains("SessionLog.cs", writers);
        Assert.All(writers, w => Assert.StartsWith("SessionLog.", w, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(SaveChanges|ExecuteUpdate|ExecuteDelete)(Async)?\(")]
    private static partial Regex Writing();

    private static IEnumerable<string> Sources() =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".razor"
        let parts = Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar)
        where !parts.Contains("obj") && !parts.Contains("bin") && !parts.Contains("Migrations")
        select file;
}
