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
        builder.Services.AddCollabModels(builder.Configuration, builder.Environment.ContentRootPath);
        // A test that brings its own turns shows those.
        builder.Services.TryAddSingleton(provider => CatalogTurns.Turns(provider.GetRequiredService<ModelCatalog>()));
        builder.Services.TryAddSingleton(provider => provider.GetRequiredService<ModelCatalog>() is { All.Count: > 0 } catalog
            ? CatalogTurns.Choices(catalog)
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
}
