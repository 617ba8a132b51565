using System.Text;

namespace CollabLLM.Core.Prompts;

/// <summary>The prompts that ship, and those of a folder in their place or beside them. All are read and checked at once. Thread-safe.</summary>
public sealed class PromptLibrary
{
    private const string Extension = ".md";
    private readonly SortedDictionary<string, Prompt> _prompts;

    private PromptLibrary(SortedDictionary<string, Prompt> prompts) => _prompts = prompts;

    public static PromptLibrary Shipped { get; } = new(ReadShipped());

    /// <summary>By name.</summary>
    public IReadOnlyCollection<Prompt> All => _prompts.Values;

    /// <exception cref="InputException">There is none of this name.</exception>
    public Prompt Get(string name) => Find(name) ?? throw new InputException($"There is no prompt {name}. There is: {string.Join(", ", _prompts.Keys)}.");

    /// <param name="folder">Holds <c>NAME.md</c> files; null for the shipped ones alone.</param>
    /// <exception cref="InputException">The folder is missing, or a file in it is no prompt or does not fit; the sentence names file and field.</exception>
    public static PromptLibrary Load(string? folder)
    {
        if (folder is null) return Shipped;
        if (!Directory.Exists(folder)) throw new InputException($"There is no folder of prompts {folder}.");
        var prompts = new SortedDictionary<string, Prompt>(Shipped._prompts, StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal))
        {
            var prompt = Read(path);
            if (Path.GetFileNameWithoutExtension(path) != prompt.Name) throw new InputException($"{path}: name: is {prompt.Name}, so the file must be called {prompt.Name}{Extension}.");
            if (Shipped.Find(prompt.Name) is { } replaced) CheckFits(prompt, replaced);
            prompts[prompt.Name] = prompt;
        }
        return new(prompts);
    }

    /// <exception cref="InputException">It is no prompt; the sentence names file, line and field.</exception>
    public static Prompt Read(string path)
    {
        try
        {
            return PromptFile.Read(path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)));
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{path} is not UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    public Prompt? Find(string name) => _prompts.GetValueOrDefault(name);

    /// <summary>Who calls a prompt gives it the inputs and reads the outputs of the shipped one.</summary>
    private static void CheckFits(Prompt prompt, Prompt shipped)
    {
        if (prompt.Inputs.FirstOrDefault(i => shipped.Inputs.All(s => s.Name != i.Name)) is { } input)
        {
            throw new InputException($"{prompt.Source}: inputs: {prompt.Name} is not given {input.Name}; it is given {string.Join(", ", shipped.Inputs.Select(i => i.Name))}.");
        }
        if (prompt.Inputs.FirstOrDefault(i => !i.Optional && shipped.Inputs.Any(s => s.Name == i.Name && s.Optional)) is { } required)
        {
            throw new InputException($"{prompt.Source}: inputs: {required.Name} may be empty, so it must be optional.");
        }
        if (prompt.Inputs.FirstOrDefault(i => !i.Fenced && shipped.Inputs.Any(s => s.Name == i.Name && s.Fenced)) is { } open)
        {
            throw new InputException($"{prompt.Source}: inputs: {open.Name} comes from outside, so it must be fenced.");
        }
        if (shipped.Outputs.Fields.FirstOrDefault(f => !prompt.Outputs.Fields.Any(f.IsMetBy)) is { } output)
        {
            throw new InputException($"{prompt.Source}: outputs: {output.Name} is missing or of another type than {output.TypeText}.");
        }
    }

    private static SortedDictionary<string, Prompt> ReadShipped()
    {
        var prompts = new SortedDictionary<string, Prompt>(StringComparer.Ordinal);
        var assembly = typeof(PromptLibrary).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith("prompts/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var prompt = PromptFile.Read(resource.Replace("prompts/", "shipped/", StringComparison.Ordinal), reader.ReadToEnd());
            prompts.Add(prompt.Name, prompt);
        }
        return prompts;
    }
}
