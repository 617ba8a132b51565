using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CollabLLM.Models;

/// <summary>
/// What is wrong with the section, all at once, each sentence with its key. A file that is missing or broken is not among it: that
/// model is shown as failed, and everything else works.
/// </summary>
internal sealed class ModelsOptionsValidator : IValidateOptions<ModelsOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelsOptions options)
    {
        var problems = options.Catalogue.SelectMany(entry => Of(entry.Key, entry.Value)).ToList();
        List<string> names = [.. options.Catalogue.SelectMany(e => e.Value.Adapters.Keys.Select(a => $"{e.Key}/{a}").Prepend(e.Key))];
        if (options.Default is { Length: > 0 } chosen && !names.Contains(chosen, StringComparer.OrdinalIgnoreCase))
        {
            var has = names.Count == 0 ? "It is empty." : $"It has: {string.Join(", ", names)}.";
            problems.Add($"Models:Default is '{chosen}', which Models:Catalogue does not have. {has}");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Of(string name, ModelOptions model)
    {
        var key = $"Models:Catalogue:{name}";
        // The slash is what makes MODEL/ADAPTER unambiguous.
        if (string.IsNullOrWhiteSpace(name) || name.Contains('/', StringComparison.Ordinal))
        {
            yield return $"{key}: the name may not be empty or hold a slash.";
        }
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(model, new ValidationContext(model), ranges, validateAllProperties: true);
        foreach (var result in ranges) yield return $"{key}:{result.MemberNames.First()}: {result.ErrorMessage}";

        if (!IsWait(model.IdleTimeout)) yield return $"{key}:IdleTimeout must be longer than nothing and at most a day, for example 00:01:00.";
        if (!IsWait(model.TotalTimeout)) yield return $"{key}:TotalTimeout must be longer than nothing and at most a day, for example 00:10:00.";
        foreach (var (adapter, path) in model.Adapters)
        {
            if (model.Provider != ModelProvider.Builtin) yield return $"{key}:Adapters:{adapter}: only a built-in model takes adapters.";
            else if (string.IsNullOrWhiteSpace(path)) yield return $"{key}:Adapters:{adapter} must name a GGUF file.";
        }
        foreach (var (starter, words) in model.Starters)
        {
            if (string.IsNullOrWhiteSpace(words)) yield return $"{key}:Starters:{starter} must hold the words that a message begins with.";
        }
        if (!Enum.IsDefined(model.Provider))
        {
            yield return $"{key}:Provider must be one of {string.Join(", ", Enum.GetNames<ModelProvider>())}.";
        }
        else if (model.Provider == ModelProvider.OpenAI)
        {
            if (!Uri.TryCreate(model.Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                yield return $"{key}:Endpoint must be an address such as http://localhost:8000/v1.";
            }
            if (string.IsNullOrWhiteSpace(model.Model)) yield return $"{key}:Model must name the model on that server.";
        }
        else if (string.IsNullOrWhiteSpace(model.Path))
        {
            yield return $"{key}:Path must name a {(model.Provider == ModelProvider.Builtin ? "GGUF file" : "script")} (set {Variable(name, "Path")}).";
        }
    }

    private static bool IsWait(TimeSpan time) => time > TimeSpan.Zero && time <= TimeSpan.FromDays(1);

    /// <summary>The environment variable that sets a key of an entry.</summary>
    internal static string Variable(string model, string key) => $"Models__Catalogue__{model}__{key}";
}
