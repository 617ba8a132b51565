using System.Text.Json;
using CollabLLM.Core.Conversations;
using CollabLLM.Data.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CollabLLM.Data.Sessions;

internal static class SessionTables
{
    public static void Configure(ModelBuilder model)
    {
        Sessions(model);
        Messages(model);
        Replies(model);
        Feedback(model);
        Consents(model);
    }

    private static void Sessions(ModelBuilder model)
    {
        var session = model.Entity<SessionRow>();
        session.ToTable("sessions");
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.Title).HasMaxLength(SessionLimits.TitleLength);
        session.Property(s => s.TitleFolded).HasMaxLength(SessionLimits.TitleLength);
        session.Property(s => s.ModelName).HasMaxLength(SessionLimits.NameLength);
        session.HasIndex(s => new { s.PersonId, s.UpdatedAt });
        session.HasIndex(s => s.DeletedAt).HasFilter("deleted_at IS NOT NULL");
        session.HasIndex(s => s.UpdatedAt).HasFilter("temporary").HasDatabaseName("ix_sessions_temporary");
        session.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Messages(ModelBuilder model)
    {
        var message = model.Entity<MessageRow>();
        message.ToTable("messages");
        message.HasKey(m => m.Number);
        message.HasAlternateKey(m => m.Id);
        message.Property(m => m.Role).HasConversion<string>().HasMaxLength(20);
        message.HasIndex(m => new { m.SessionId, m.Ordinal }).IsUnique();
        message.HasIndex(m => m.ParentId);
        message.HasOne<SessionRow>().WithMany().HasForeignKey(m => m.SessionId).OnDelete(DeleteBehavior.Cascade);
        message.HasOne<MessageRow>().WithMany().HasForeignKey(m => m.ParentId).HasPrincipalKey(m => m.Id).OnDelete(DeleteBehavior.NoAction);
    }

    private static void Replies(ModelBuilder model)
    {
        var reply = model.Entity<ReplyRow>();
        reply.ToTable("replies");
        reply.Property(r => r.Id).ValueGeneratedNever();
        reply.Property(r => r.ModelName).HasMaxLength(SessionLimits.NameLength);
        reply.Property(r => r.Outcome).HasConversion<string>().HasMaxLength(20);
        reply.Property(r => r.Settings).HasConversion(
            v => JsonSerializer.Serialize(v, SessionJson.Default.GenerationSettings),
            v => JsonSerializer.Deserialize(v, SessionJson.Default.GenerationSettings),
            new ValueComparer<GenerationSettings?>(
                (a, b) => ReferenceEquals(a, b), v => v == null ? 0 : v.GetHashCode(), v => v));
        reply.HasIndex(r => r.SessionId, "ix_replies_session_id");
        reply.HasIndex(r => r.SessionId, "ux_replies_running").HasFilter("outcome IS NULL").IsUnique();
        reply.HasIndex(r => r.HeartbeatAt, "ix_replies_heartbeat").HasFilter("outcome IS NULL");
        reply.HasOne<MessageRow>().WithOne().HasForeignKey<ReplyRow>(r => r.Id).HasPrincipalKey<MessageRow>(m => m.Id)
            .OnDelete(DeleteBehavior.Cascade);

        var part = model.Entity<ReplyEventRow>();
        part.ToTable("reply_events");
        part.HasKey(e => new { e.ReplyId, e.Seq });
        part.HasOne<ReplyRow>().WithMany().HasForeignKey(e => e.ReplyId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Feedback(ModelBuilder model)
    {
        var feedback = model.Entity<FeedbackRow>();
        feedback.ToTable("feedback");
        feedback.HasKey(f => f.Number);
        feedback.Property(f => f.Rating).HasConversion<string>().HasMaxLength(20);
        feedback.Property(f => f.Reasons).HasConversion(
            v => JsonSerializer.Serialize(v, SessionJson.Default.IReadOnlyListString),
            v => JsonSerializer.Deserialize(v, SessionJson.Default.IReadOnlyListString)!,
            new ValueComparer<IReadOnlyList<string>>((a, b) => a!.SequenceEqual(b!), v => v.Count, v => v));
        feedback.HasIndex(f => new { f.MessageId, f.PersonId });
        feedback.HasOne<SessionRow>().WithMany().HasForeignKey(f => f.SessionId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Consents(ModelBuilder model)
    {
        var consent = model.Entity<ConsentRow>();
        consent.ToTable("consents");
        consent.HasKey(c => c.Number);
        consent.Property(c => c.TextVersion).HasMaxLength(SessionLimits.NameLength);
        consent.HasIndex(c => new { c.PersonId, c.SessionId });
        consent.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
