namespace CollabLLM.Testing.Databases;

public sealed class PostgresTestDatabase : TestDatabase
{
    private readonly string _name = $"collab_test_{Guid.NewGuid():N}";

    protected override async Task<IReadOnlyDictionary<string, string?>> CreateAsync()
    {
        var server = await PostgresServer.GetAsync();
        return new Dictionary<string, string?>
        {
            ["Database:Provider"] = "Postgres",
            ["Database:ConnectionString"] = server.ConnectionString(_name),
        };
    }

    protected override async Task DropAsync()
    {
        var server = await PostgresServer.GetAsync();
        await server.DropAsync(_name);
    }
}
