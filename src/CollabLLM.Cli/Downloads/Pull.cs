using System.Text;
using CollabLLM.Core;

namespace CollabLLM.Cli.Downloads;

/// <summary>
/// From an address to a file that can be trusted: downloaded under another name, checked, then renamed. What it hashed to is noted beside
/// it in the form of <c>sha256sum</c>, so that a second pull can tell whether the file is still whole.
/// </summary>
internal sealed class Pull(PullRequest request, Download download)
{
    private string Record => request.Target + ".sha256";

    public async Task<PulledFile> RunAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(request.Target)) return await PresentAsync(cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(request.Target)!);
        var part = new PartFile(request.Target);
        await download.ReceiveAsync(request.Address, part, cancellationToken);

        if (await BeginningAsync(part.Path, cancellationToken) is var beginning && beginning != "GGUF")
        {
            part.Delete();
            throw new CommandException(ExitCodes.Unavailable, $"What came from {request.Address} is not a GGUF file. It was not kept.");
        }
        var hash = await FileHash.Sha256Async(part.Path, cancellationToken);
        if (request.Sha256 is { } expected && hash != expected)
        {
            part.Delete();
            throw new CommandException(ExitCodes.Unavailable, $"""
                The checksum is wrong: the file from {request.Address} has SHA-256
                  {hash}, expected was
                  {expected}.
                It was not kept. Pull again; if it stays wrong, the file at that address is another one.
                """);
        }
        part.Keep(request.Target);
        await File.WriteAllTextAsync(Record, $"{hash}  {Path.GetFileName(request.Target)}\n", cancellationToken);
        return new(request.Target, new FileInfo(request.Target).Length, hash, request.Sha256 is not null, Downloaded: true);
    }

    private async Task<PulledFile> PresentAsync(CancellationToken cancellationToken)
    {
        var hash = await FileHash.Sha256Async(request.Target, cancellationToken);
        var expected = request.Sha256 ?? (File.Exists(Record) ? (await File.ReadAllTextAsync(Record, cancellationToken)).Split(' ', 2)[0] : null);
        if (expected is not null && hash != expected)
        {
            throw new CommandException(ExitCodes.BadInput, $"""
                {request.Target} is there already, but has SHA-256
                  {hash}, expected is
                  {expected}.
                Nothing was downloaded and the file was left alone: delete it or move it away, then pull again.
                """);
        }
        return new(request.Target, new FileInfo(request.Target).Length, hash, expected is not null, Downloaded: false);
    }

    private static async Task<string> BeginningAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[4];
        return Encoding.Latin1.GetString(bytes, 0, await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken));
    }
}
