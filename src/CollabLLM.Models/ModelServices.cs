using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CollabLLM.Models;

/// <summary>The door of the models.</summary>
public static class ModelServices
{
    /// <summary>Registers <see cref="ModelCatalog"/> from section <c>Models</c>, and a hosted service that loads it.</summary>
    /// <param name="root">What relative paths of the section are relative to.</param>
    public static IServiceCollection AddCollabModels(this IServiceCollection services, IConfiguration configuration, string root)
    {
        services.AddOptions<ModelsOptions>().Configure(o => ModelsSection.Bind(configuration.GetSection(ModelsOptions.Section), o)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ModelsOptions>, ModelsOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ModelPipeline>();
        services.AddSingleton(p => new ModelLoader(root, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ModelCatalog>();
        return services.AddHostedService<ModelWarmup>();
    }
}
