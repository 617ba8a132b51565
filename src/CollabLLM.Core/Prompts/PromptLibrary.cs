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
        var prompts = new SortedDictionary<string, Prompt>(Shipped._prompts, StringComparer.Ordinal);
        foreach (var path in Files(folder))
        {
            var prompt = Read(path);
            if (Misfits(path, prompt).FirstOrDefault() is { } problem) throw new InputException(problem);
            prompts[prompt.Name] = prompt;
        }
        return new(prompts);
    }

    /// <summary>Looks at every file of a folder, where <see cref="Load"/> stops at the first that is wrong.</summary>
    /// <returns>A finding for each file, by name. Of a file that cannot be read the first problem, of one that does not fit all.</returns>
    /// <exception cref="InputException">The folder is missing, or holds no prompt.</exception>
    public static IReadOnlyList<PromptFinding> Check(string folder)
    {
        List<PromptFinding> findings = [.. Files(folder).Select(Finding)];
        return findings.Count > 0 ? findings : throw new InputException($"{folder} holds no prompt: a prompt is a file NAME{Extension}.");
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

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)
        : throw new InputException(File.Exists(folder) ? $"{folder} is a file: name the folder that holds the prompts." : $"There is no folder of prompts {folder}.");

    private static PromptFinding Finding(string path)
    {
        try
        {
            var prompt = Read(path);
            var shipped = Shipped.Find(prompt.Name);
            return new(path, prompt, shipped, [.. Misfits(path, prompt)], shipped is null ? NearestName.Of(prompt.Name, Shipped._prompts.Keys) : null);
        }
        catch (InputException e)
        {
            return new(path, null, null, [e.Message], null);
        }
    }

    /// <summary>Who calls a prompt gives it the inputs and reads the outputs of the shipped one.</summary>
    private static IEnumerable<string> Misfits(string path, Prompt prompt)
    {
        if (Path.GetFileNameWithoutExtension(path) != prompt.Name) yield return $"{path}: name: is {prompt.Name}, so the file must be called {prompt.Name}{Extension}.";
        if (Shipped.Find(prompt.Name) is not { } shipped) yield break;
        foreach (var input in prompt.Inputs)
        {
            var given = shipped.Inputs.FirstOrDefault(s => s.Name == input.Name);
            if (given is null) yield return $"{prompt.Source}: inputs: {prompt.Name} is not given {input.Name}; it is given {string.Join(", ", shipped.Inputs.Select(i => i.Name))}.";
            if (given is { Optional: true } && !input.Optional) yield return $"{prompt.Source}: inputs: {input.Name} may be empty, so it must be optional.";
            if (given is { Fenced: true } && !input.Fenced) yield return $"{prompt.Source}: inputs: {input.Name} comes from outside, so it must be fenced.";
        }
        foreach (var output in shipped.Outputs.Fields.Where(f => !prompt.Outputs.Fields.Any(f.IsMetBy)))
        {
            yield return $"{prompt.Source}: outputs: {output.Name} is missing or of another type than {output.TypeText}.";
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
