using CollabLLM.Models;
using CollabLLM.Web.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>The door of the chat.</summary>
internal static class ChatFeature
{
    public static void AddChat(this WebApplicationBuilder builder)
    {
        builder.Services.AddTurns(builder.Configuration);
        builder.Services.TryAddSingleton(provider => Models(provider.GetRequiredService<ModelCatalog>()));
        builder.Services.AddSingleton<FirstRun>();
        builder.Services.TryAddSingleton(provider => provider.GetRequiredService<ModelCatalog>() is { All.Count: > 0 } catalog
            ? CatalogChoices.Of(catalog)
            : ModelChoices.Of(provider.GetRequiredService<TurnModels>()));
        builder.Services.AddSignalR(o =>
        {
            o.MaximumReceiveMessageSize = Pages.LargestMessage;
            o.EnableDetailedErrors = builder.Environment.IsDevelopment();
        });
    }

    public static void MapChat(this WebApplication app) => app.MapHub<ChatHub>("/hubs/chat", o => o.AllowStatefulReconnects = true);

    /// <summary>Turns without their page and hub; the database, the models and a time provider must be there.</summary>
    internal static IServiceCollection AddTurns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ChatSettings>().Bind(configuration.GetSection(ChatSettings.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChatSettings>, ChatSettingsValidator>();
        services.AddSingleton<LiveTurns>();
        services.AddSingleton<ReplyWriter>();
        services.AddSingleton<ReplyProducer>();
        services.AddSingleton<ReplyWatch>();
        services.AddSingleton<TurnRunner>();
        services.AddHostedService<ReplyUpkeep>();
        services.AddHostedService(provider => provider.GetRequiredService<TurnRunner>());
        return services;
    }

    private static TurnModels Models(ModelCatalog catalog) => new(
        name => catalog.Find(name) is { } model ? Model(model) : null,
        () => catalog.Default?.Name ?? "");

    private static TurnModel Model(CatalogModel model) =>
        new(model.Name, model.Fingerprint, model.CanPrefill, model.ContextTokens, model.CountTokens, model.Problem, model.Client)
        {
            LoadedAsync = model.WaitAsync,
        };
}
