using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using CollabLLM.Training.Policies;
using TorchSharp;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// A checkpoint: a mark, the length of a header, the header as JSON, the tensors as little-endian floats behind one another, and the SHA-256 of all that. It appears under its
/// name when it is whole and on the disk.
/// </summary>
internal static class CheckpointFile
{
    private const int MostHeader = 1 << 28;
    private static ReadOnlySpan<byte> Mark => "COLLABC1"u8;

    public static void Write(string path, CheckpointHeader header, IReadOnlyList<torch.Tensor> tensors)
    {
        var draft = path + ".part";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var json = JsonSerializer.SerializeToUtf8Bytes(header);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, json.Length);
            Put(Mark);
            Put(length);
            Put(json);
            foreach (var tensor in tensors) Put(MemoryMarshal.AsBytes<float>(PolicyFile.Values(tensor)));
            file.Write(hash.GetHashAndReset());
            file.Flush(flushToDisk: true);

            void Put(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                file.Write(bytes);
            }
        }
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="accept">Gets the header before the tensors are read and says into which they go, in their order.</param>
    /// <returns>False when the file is damaged; then no tensor was touched.</returns>
    public static bool Read(string path, Func<CheckpointHeader, IReadOnlyList<torch.Tensor>> accept)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        if (!IsWhole(file)) return false;
        file.Position = Mark.Length;
        var length = new byte[sizeof(int)];
        file.ReadExactly(length);
        var json = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
        file.ReadExactly(json);
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        foreach (var tensor in accept(JsonSerializer.Deserialize<CheckpointHeader>(json)!))
        {
            var values = new float[tensor.numel()];
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensor.copy_(torch.tensor(values, tensor.shape));
        }
        return true;
    }

    private static bool IsWhole(FileStream file)
    {
        var left = file.Length - SHA256.HashSizeInBytes;
        if (left < Mark.Length + sizeof(int)) return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        var first = true;
        while (left > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            if (first && !(part.StartsWith(Mark) && BinaryPrimitives.ReadInt32LittleEndian(part[Mark.Length..]) is > 0 and <= MostHeader)) return false;
            first = false;
            hash.AppendData(part);
            left -= part.Length;
        }
        var written = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(written);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(written);
    }
}
