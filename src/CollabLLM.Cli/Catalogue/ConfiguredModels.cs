using CollabLLM.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CollabLLM.Cli.Catalogue;

/// <summary>Section <c>Models</c> as the web application reads it.</summary>
internal static class ConfiguredModels
{
    /// <exception cref="OptionsValidationException">Something in it is wrong; the sentences name the keys.</exception>
    public static ModelsOptions Read(Settings settings)
    {
        using var services = new ServiceCollection().AddLogging().AddCollabModels(settings.Values, settings.Root).BuildServiceProvider();
        return services.GetRequiredService<IOptions<ModelsOptions>>().Value;
    }
}
