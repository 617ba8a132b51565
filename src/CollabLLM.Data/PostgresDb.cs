using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : AppDb(options)
{
    internal override Dialect Dialect => PostgresDialect.Instance;

    internal static DbContextOptionsBuilder<PostgresDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<PostgresDb>()
            .UseApplicationServiceProvider(IdentitySchema.Services)
            .UseNpgsql(connectionString, x => x.MigrationsHistoryTable("migrations_history"));
}
