using System.Xml.Linq;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.House;

/// <summary>The only arrows between projects, and the packages a project must not see (docs/architecture.md).</summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Gguf"] = [],
        ["Models"] = ["Gguf"],
        ["Data"] = ["Core"],
        ["Training"] = ["Core", "Gguf"],
        ["Web"] = ["Core", "Models", "Data"],
        ["Cli"] = ["Core", "Models", "Data", "Training", "Gguf"],
    };

    private static readonly Dictionary<string, string[]> Unseen = new()
    {
        ["Core"] = ["EntityFrameworkCore", "AspNetCore", "LLamaSharp", "TorchSharp"],
        ["Gguf"] = ["EntityFrameworkCore", "AspNetCore", "LLamaSharp", "TorchSharp"],
        ["Models"] = ["EntityFrameworkCore", "AspNetCore", "TorchSharp"],
        ["Data"] = ["Microsoft.AspNetCore.App", "LLamaSharp", "TorchSharp"],
        ["Training"] = ["EntityFrameworkCore", "AspNetCore", "LLamaSharp"],
        ["Web"] = ["TorchSharp"],
        ["Cli"] = ["AspNetCore"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Fact]
    public void Every_source_project_is_in_the_table() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
                .Select(d => Path.GetFileName(d).Replace("CollabLLM.", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_table_allows(string project)
    {
        var seen = Items(project, "ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')).Replace("CollabLLM.", "", StringComparison.Ordinal));
        Assert.Empty(seen.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_does_not_see_foreign_packages(string project)
    {
        var seen = Items(project, "PackageReference").Concat(Items(project, "FrameworkReference"));
        Assert.DoesNotContain(seen, package => Unseen[project].Any(u => package.Contains(u, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Items(string project, string element) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", $"CollabLLM.{project}", $"CollabLLM.{project}.csproj"))
            .Descendants(element)
            .Select(e => e.Attribute("Include")?.Value ?? "");
}
