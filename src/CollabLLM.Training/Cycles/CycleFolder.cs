using System.Globalization;
using System.Text.Json;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// Where a cycle keeps what it has done, a folder for every stage of every seed. A stage is done when its mark is there, which is written last; a process that was killed goes on with the
/// first stage that has none.
/// </summary>
internal sealed class CycleFolder
{
    private const string MarkName = "stage.json";
    private const string RecipeName = "recipe.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <param name="root">Made when it is not there.</param>
    /// <param name="recipe">A folder goes on under the same alone; seeds after the first, controls and ablations may come and go.</param>
    /// <param name="from">What else decides what is in it: the base's checksum, or that it is made, whether benchmarks are asked, and which goals it is measured with.</param>
    /// <exception cref="TrainingException">It cannot be written, or holds another cycle.</exception>
    public CycleFolder(string root, CycleRecipe recipe, string from)
    {
        Root = root;
        var path = Path.Combine(root, RecipeName);
        try
        {
            Directory.CreateDirectory(root);
            var isOther = File.Exists(path) && (File.ReadLines(path).FirstOrDefault() != $"// {from}" || Known(path) != recipe.Identity());
            if (isOther) throw new TrainingException($"{root} holds a cycle by another recipe or from another base ({path}); go on with that, or begin in another folder.");
            WriteText(path, $"// {from}\n{recipe.Text()}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{root} cannot be written: {e.Message}", e);
        }
    }

    public string Root { get; }

    /// <summary>The folder of a stage; made when it is not there. Null stands for what all seeds share.</summary>
    public string Of(long? seed, string stage)
    {
        var folder = Path.Combine(Root, seed is { } s ? $"seed-{s.ToString(CultureInfo.InvariantCulture)}" : "shared", stage);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>What a stage left behind; null when it is not done.</summary>
    public static T? Done<T>(string folder)
        where T : class
    {
        var path = Path.Combine(folder, MarkName);
        return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) : null;
    }

    /// <summary>Says that a stage is done.</summary>
    public static void Mark<T>(string folder, T left)
        where T : class => WriteText(Path.Combine(folder, MarkName), JsonSerializer.Serialize(left, Json));

    /// <summary>The recipe that a folder was begun with; null when it is none of this version.</summary>
    private static string? Known(string path)
    {
        try
        {
            return CycleRecipe.Read(path).Identity();
        }
        catch (TrainingException)
        {
            return null;
        }
    }

    /// <summary>A text that is there whole or not at all.</summary>
    public static void WriteText(string path, string text)
    {
        // Processes that share a folder may write one at the same time.
        var part = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.part");
        File.WriteAllText(part, text);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Rows of JSON, there whole or not at all.</summary>
    public static void WriteLines<T>(string path, IEnumerable<T> rows) => WriteText(path, string.Concat(rows.Select(r => JsonSerializer.Serialize(r, Lines) + "\n")));

    /// <summary>Reads <see cref="WriteLines"/>.</summary>
    public static IReadOnlyList<T> ReadLines<T>(string path) => [.. File.ReadLines(path).Select(l => JsonSerializer.Deserialize<T>(l, Lines)!)];

    private static JsonSerializerOptions Lines { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}
