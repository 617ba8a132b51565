using System.Security.Cryptography;

namespace CollabLLM.Core;

/// <summary>Checksums of files, read as streams: models may be larger than an array.</summary>
public static class FileHash
{
    /// <returns>SHA-256 in lower-case hexadecimal.</returns>
    public static async Task<string> Sha256Async(string path, CancellationToken cancellationToken = default)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }

    /// <inheritdoc cref="Sha256Async"/>
    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
