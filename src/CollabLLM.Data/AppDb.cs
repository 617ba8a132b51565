using CollabLLM.Data.Documents;
using CollabLLM.Data.People;
using CollabLLM.Data.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data;

/// <summary>
/// All tables of one installation. <see cref="SqliteDb"/> and <see cref="PostgresDb"/> are the same model with a migration set each.
/// Reads go straight to it; sessions, messages and replies are written by <see cref="SessionLog"/> alone. Not thread-safe: one
/// context for one piece of work, from the factory.
/// </summary>
public abstract class AppDb(DbContextOptions options) : IdentityDbContext<Person, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<MessageRow> Messages => Set<MessageRow>();

    public DbSet<ReplyRow> Replies => Set<ReplyRow>();

    public DbSet<ReplyEventRow> ReplyEvents => Set<ReplyEventRow>();

    public DbSet<FeedbackRow> Feedback => Set<FeedbackRow>();

    public DbSet<ConsentRow> Consents => Set<ConsentRow>();

    public DbSet<DocumentVersionRow> DocumentVersions => Set<DocumentVersionRow>();

    /// <summary>What sets the two databases apart in SQL.</summary>
    internal abstract Dialect Dialect { get; }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        PeopleTables.Configure(builder);
        SessionTables.Configure(builder);
        DocumentTables.Configure(builder);
        SnakeCaseNames.Apply(builder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcDateTime>();
        configurationBuilder.Properties<string>().HaveConversion<SafeTextColumn>();
    }
}
