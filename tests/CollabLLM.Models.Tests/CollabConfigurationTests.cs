namespace CollabLLM.Models.Tests;

public sealed class CollabConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_environments_file_wins_over_the_common_one_and_a_variable_over_both()
    {
        _folder.Write("appsettings.json", """{ "CollabTest": { "A": "file", "B": "file", "C": "file" } }""");
        _folder.Write("appsettings.Production.json", """{ "CollabTest": { "B": "environment", "C": "environment" } }""");
        Environment.SetEnvironmentVariable("CollabTest__C", "variable");
        try
        {
            var settings = CollabConfiguration.Build(_folder.Path);
            Assert.Equal(("file", "environment", "variable"), (settings["CollabTest:A"], settings["CollabTest:B"], settings["CollabTest:C"]));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CollabTest__C", null);
        }
    }

    [Fact]
    public void The_root_is_the_given_one_else_COLLAB_ROOT_else_the_nearest_folder_upwards_with_settings()
    {
        Environment.SetEnvironmentVariable("COLLAB_ROOT", _folder.Path);
        try
        {
            Assert.Equal(_folder.Path, CollabConfiguration.FindRoot(null));
            Assert.Equal(Path.GetFullPath("elsewhere"), CollabConfiguration.FindRoot("elsewhere"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("COLLAB_ROOT", null);
        }
        var found = CollabConfiguration.FindRoot(null);
        Assert.True(found == AppContext.BaseDirectory || File.Exists(Path.Combine(found, "appsettings.json")));
    }

    [Fact]
    public void A_root_that_is_not_there_names_its_key()
    {
        var missing = Path.Combine(_folder.Path, "none");
        var refused = Assert.Throws<DirectoryNotFoundException>(() => CollabConfiguration.Build(missing));
        Assert.Equal($"There is no folder {missing} (--root or COLLAB_ROOT).", refused.Message);
    }

    [Fact]
    public void A_root_without_a_file_is_empty_and_fine() => Assert.Null(CollabConfiguration.Build(_folder.Path)["Models:Default"]);
}
