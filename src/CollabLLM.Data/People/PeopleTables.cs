using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CollabLLM.Data.People;

/// <summary>Identity's own tables under our names.</summary>
internal static class PeopleTables
{
    public static void Configure(ModelBuilder model)
    {
        model.Entity<Person>().ToTable("people");
        model.Entity<IdentityRole<Guid>>().ToTable("roles");
        model.Entity<IdentityUserRole<Guid>>().ToTable("person_roles");
        model.Entity<IdentityUserClaim<Guid>>().ToTable("person_claims");
        model.Entity<IdentityUserLogin<Guid>>().ToTable("person_logins");
        model.Entity<IdentityUserToken<Guid>>().ToTable("person_tokens");
        model.Entity<IdentityRoleClaim<Guid>>().ToTable("role_claims");
        model.Entity<IdentityUserPasskey<Guid>>().ToTable("person_passkeys");
    }
}
