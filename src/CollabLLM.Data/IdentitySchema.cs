using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CollabLLM.Data;

/// <summary>
/// The shape of Identity's tables, fixed once. Identity's base context reads it from the application's services and ignores an
/// overridden property, so that a host that forgets to configure it would see another model than the migrations. Every context of
/// ours therefore carries these services instead of the host's.
/// </summary>
internal static class IdentitySchema
{
    public static Version Version => IdentitySchemaVersions.Version3;

    public static IServiceProvider Services { get; } =
        new ServiceCollection().Configure<IdentityOptions>(o => o.Stores.SchemaVersion = Version).BuildServiceProvider();
}
