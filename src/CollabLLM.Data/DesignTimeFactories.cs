using Microsoft.EntityFrameworkCore.Design;

namespace CollabLLM.Data;

/// <summary>For <c>dotnet ef</c>; neither file nor server is opened.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDb>
{
    public SqliteDb CreateDbContext(string[] args) => new(SqliteDb.Options("Data Source=design-time.db").Options);
}

/// <inheritdoc cref="SqliteDesignTimeFactory"/>
internal sealed class PostgresDesignTimeFactory : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => new(PostgresDb.Options("Host=127.0.0.1;Database=design_time").Options);
}
