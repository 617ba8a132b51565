using Microsoft.Data.Sqlite;

namespace CollabLLM.Testing.Databases;

public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"collab-data-{Guid.NewGuid():N}");

    protected override Task<IReadOnlyDictionary<string, string?>> CreateAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(
            new Dictionary<string, string?> { ["Database:Provider"] = "Sqlite", ["Data:Folder"] = _folder });

    protected override Task DropAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
