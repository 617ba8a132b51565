using System.Text.RegularExpressions;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.House;

/// <summary>docs/architecture.md stays true: whatever file it names must exist.</summary>
public sealed partial class ArchitectureWalkTests
{
    [Fact]
    public void Every_file_the_walk_names_exists()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var named = NamedFile().Matches(text).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 10, "the walk names its files");
        List<string> missing = [.. named.Where(path => !File.Exists(Path.Combine(Repository.Root, path)))];
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"`((?:src|tests|docs|bench|wwwroot)/[\w./-]+\.(?:cs|razor|js|md|targets))`")]
    private static partial Regex NamedFile();
}
