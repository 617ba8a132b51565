using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CollabLLM.Cli.Catalogue;

/// <summary>Enters adapters into the settings file of a root.</summary>
internal static class RegisteredAdapters
{
    public const string FileName = "appsettings.json";
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds or replaces one adapter; nothing else of the file changes but its spaces. It is replaced once the new one is whole.</summary>
    /// <param name="file">The settings.</param>
    /// <param name="entry">A model that the file names.</param>
    /// <param name="adapter">What the adapter is called.</param>
    /// <param name="path">Its file, as the settings are to have it.</param>
    /// <exception cref="CommandException">The file does not name the model, or has comments, which would be lost, or cannot be written.</exception>
    public static void Add(string file, string entry, string adapter, string path)
    {
        try
        {
            var root = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file)) as JsonObject : null;
            if (Child(Child(Child(root, "Models"), "Catalogue"), entry) is not { } model) throw Wrong(file, $"does not name Models:Catalogue:{entry}", null);
            if (Child(model, "Adapters") is not { } adapters) model["Adapters"] = adapters = [];
            adapters[adapter] = path;
            var draft = file + ".part";
            File.WriteAllText(draft, root!.ToJsonString(Written) + Environment.NewLine);
            File.Move(draft, file, overwrite: true);
        }
        catch (JsonException e)
        {
            throw Wrong(file, "holds comments or is no JSON", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(file, $"cannot be written ({e.Message})", e);
        }
    }

    /// <summary>Settings do not mind capitals in names.</summary>
    private static JsonObject? Child(JsonObject? parent, string name) =>
        parent?.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value as JsonObject;

    private static CommandException Wrong(string file, string problem, Exception? inner) =>
        new(ExitCodes.Configuration, $"--register: {file} {problem}; the adapter is written, enter it by hand.", inner);
}
