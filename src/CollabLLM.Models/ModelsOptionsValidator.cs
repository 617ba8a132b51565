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
        if (options.Default is { Length: > 0 } chosen && !options.Catalogue.ContainsKey(chosen))
        {
            problems.Add($"Models:Default is '{chosen}', which Models:Catalogue does not have. It has: {string.Join(", ", options.Catalogue.Keys)}.");
        }
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    internal static IEnumerable<string> Of(string name, ModelOptions model)
    {
        var key = $"Models:Catalogue:{name}";
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(model, new ValidationContext(model), ranges, validateAllProperties: true);
        foreach (var result in ranges) yield return $"{key}:{result.MemberNames.First()}: {result.ErrorMessage}";

        if (model.IdleTimeout <= TimeSpan.Zero) yield return $"{key}:IdleTimeout must be longer than nothing, for example 00:01:00.";
        if (model.TotalTimeout <= TimeSpan.Zero) yield return $"{key}:TotalTimeout must be longer than nothing, for example 00:10:00.";
        if (model.Provider == ModelProvider.OpenAI)
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

    /// <summary>The environment variable that sets a key of an entry.</summary>
    internal static string Variable(string model, string key) => $"Models__Catalogue__{model}__{key}";
}
