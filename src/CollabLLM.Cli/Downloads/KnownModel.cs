using System.Text.Json;

namespace CollabLLM.Cli.Downloads;

/// <summary>A model that can be pulled by name: an entry of <c>known-models.json</c>.</summary>
/// <param name="Key">A name for the catalogue that works in an environment variable.</param>
/// <param name="Sha256">Null where nobody has checked it: then nothing is claimed.</param>
internal sealed record KnownModel(
    string Name, string Title, string About, string Licence, string Key, string File, long Bytes, string? Sha256, Uri Address)
{
    public static IReadOnlyList<KnownModel> All { get; } = Read();

    public static KnownModel? Find(string name) => All.FirstOrDefault(m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<KnownModel> Read()
    {
        using var list = typeof(KnownModel).Assembly.GetManifestResourceStream("known-models.json")!;
        return JsonSerializer.Deserialize<List<KnownModel>>(list, CommandOutput.Json)!;
    }
}
