using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CollabLLM.Testing;

namespace CollabLLM.Core.Tests.House;

/// <summary>The container is built nowhere in the tests, so what would break it is read.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

    [Fact]
    public void Restoring_has_every_project_that_the_web_is_built_of()
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        Follow("CollabLLM.Web");
        Assert.Contains("CollabLLM.Gguf", needed);
        Assert.All(needed, p => Assert.Contains($"COPY src/{p}/*.csproj", Text, StringComparison.Ordinal));
        Assert.All(needed, p => Assert.Contains($"src/{p}/packages.lock.json src/{p}/", Text, StringComparison.Ordinal));

        void Follow(string project)
        {
            if (!needed.Add(project)) return;
            var references = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj")).Descendants("ProjectReference");
            foreach (var reference in references) Follow(Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        }
    }

    /// <summary>A package of the lock file comes with the SDK, so a container of another patch could not restore in locked mode.</summary>
    [Fact]
    public void The_sdk_is_the_one_of_global_json()
    {
        using var global = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "global.json")));
        Assert.Equal(global.RootElement.GetProperty("sdk").GetProperty("version").GetString(), SdkTag().Match(Text).Groups[1].Value);
    }

    [GeneratedRegex(@"^FROM \S+/sdk:(\S+) AS build", RegexOptions.Multiline)]
    private static partial Regex SdkTag();
}
