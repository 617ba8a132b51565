using Microsoft.AspNetCore.Identity;

namespace CollabLLM.Data.People;

/// <summary>
/// Somebody who uses this installation. A guest is a person without a sign-in: one browser. Signing up keeps the same row, so that
/// chats stay where they are.
/// </summary>
public sealed class Person : IdentityUser<Guid>
{
    public bool IsGuest { get; set; }

    public DateTime CreatedAt { get; set; }

    internal static Person Guest(Guid id, DateTime now)
    {
        var name = $"guest-{id:N}";
        return new Person
        {
            Id = id,
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            IsGuest = true,
            CreatedAt = now,
            SecurityStamp = Guid.CreateVersion7(new DateTimeOffset(now)).ToString("N"),
        };
    }
}
