using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.Documents;

internal static class DocumentTables
{
    public static void Configure(ModelBuilder model)
    {
        var version = model.Entity<DocumentVersionRow>();
        version.ToTable("document_versions");
        version.Property(v => v.Id).ValueGeneratedNever();
        version.Property(v => v.Title).HasMaxLength(SessionLimits.TitleLength);
        version.Property(v => v.Author).HasConversion<string>().HasMaxLength(20);
        version.HasIndex(v => new { v.SessionId, v.Title, v.Number }).IsUnique();
        version.HasOne<SessionRow>().WithMany().HasForeignKey(v => v.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
