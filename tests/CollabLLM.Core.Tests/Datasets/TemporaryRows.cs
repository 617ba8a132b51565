using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Tests.Datasets;

/// <summary>A folder of rows for one test.</summary>
internal sealed class TemporaryRows : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("collab-rows-").FullName;

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    public Task<MultiturnDataset> OpenAsync(string name, string content) => MultiturnDataset.OpenAsync([Write(name, content)]);

    public async Task<string> RefusedAsync(string name, string content) =>
        (await Assert.ThrowsAsync<InputException>(() => OpenAsync(name, content))).Message.Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public static string Lines<T>(IEnumerable<T> rows) where T : ITrainingRow
    {
        using var stream = new MemoryStream();
        JsonLinesWriter.Write(stream, rows);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
