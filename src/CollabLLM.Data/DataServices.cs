using CollabLLM.Data.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabLLM.Data;

/// <summary>The door of this project.</summary>
public static class DataServices
{
    /// <summary>
    /// Registers the database, its log and its migration at start. Call it before anything whose start reads the database.
    /// </summary>
    /// <param name="contentRoot">Where a relative <c>Data:Folder</c> starts.</param>
    public static IServiceCollection AddCollabData(this IServiceCollection services, IConfiguration configuration, string contentRoot)
    {
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.Section)).ValidateOnStart();
        services.AddOptions<DataFolderOptions>().Bind(configuration.GetSection(DataFolderOptions.Section))
            .Validate(o => !string.IsNullOrWhiteSpace(o.Folder), "Data:Folder is empty; it names the folder for what is written.")
            .PostConfigure(o => o.Folder = string.IsNullOrWhiteSpace(o.Folder) ? "" : Path.GetFullPath(o.Folder, Path.GetFullPath(contentRoot)))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DatabaseOptions>, DatabaseOptionsValidator>());
        services.Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchema.Version);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CreateFactory);
        services.TryAddScoped(provider => provider.GetRequiredService<IDbContextFactory<AppDb>>().CreateDbContext());
        services.TryAddSingleton<SessionLog>();
        services.TryAddSingleton<DatabaseMigrator>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseMigrator>());
        return services;
    }

    private static IDbContextFactory<AppDb> CreateFactory(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DatabaseOptions>>().Value;
        if (options.Provider == DatabaseProvider.Postgres)
        {
            return new AppDbFactory<PostgresDb>(With(PostgresDb.Options(options.ConnectionString!), provider).Options);
        }
        var folder = provider.GetRequiredService<IOptions<DataFolderOptions>>().Value.Folder;
        return new AppDbFactory<SqliteDb>(With(SqliteDb.Options(SqliteFile(options.ConnectionString, folder)), provider).Options);
    }

    private static DbContextOptionsBuilder<TDb> With<TDb>(DbContextOptionsBuilder<TDb> builder, IServiceProvider provider)
        where TDb : AppDb =>
        builder
            .UseLoggerFactory(provider.GetService<ILoggerFactory>())
            .AddInterceptors(provider.GetServices<IInterceptor>());

    /// <summary>The connection string with the full path of its file, whose folder is made if need be.</summary>
    private static string SqliteFile(string? connectionString, string folder)
    {
        var builder = new SqliteConnectionStringBuilder(connectionString);
        var file = Path.GetFullPath(string.IsNullOrEmpty(builder.DataSource) ? "collab.db" : builder.DataSource, folder);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The folder of the database cannot be made. Set Data:Folder to one that can be written: {e.Message}", e);
        }
        builder.DataSource = file;
        return builder.ToString();
    }
}
