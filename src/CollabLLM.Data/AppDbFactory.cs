using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CollabLLM.Data;

/// <summary>Pooled contexts of the chosen database as <see cref="AppDb"/>; EF's own factory is not covariant.</summary>
internal sealed class AppDbFactory<TDb>(DbContextOptions<TDb> options) : IDbContextFactory<AppDb>
    where TDb : AppDb
{
    private readonly PooledDbContextFactory<TDb> _pool = new(options);

    public AppDb CreateDbContext() => _pool.CreateDbContext();
}
