using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : AppDb(options)
{
    private static readonly SqliteWaiting Waiting = new();

    internal override Dialect Dialect => SqliteDialect.Instance;

    internal static DbContextOptionsBuilder<SqliteDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<SqliteDb>()
            .UseApplicationServiceProvider(IdentitySchema.Services)
            .AddInterceptors(Waiting)
            .UseSqlite(connectionString, x => x.MigrationsHistoryTable("migrations_history"));
}
