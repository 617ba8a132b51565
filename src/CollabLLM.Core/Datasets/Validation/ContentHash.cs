using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CollabLLM.Core.Conversations;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>128 bits of the SHA-256 of texts, each with its length before it: what is equal has the same, what is not has another.</summary>
internal static class ContentHash
{
    public static UInt128 Of(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in texts) Add(hash, text);
        return End(hash);
    }

    /// <summary>Of roles and contents.</summary>
    public static UInt128 Of(IEnumerable<TranscriptMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in messages)
        {
            Add(hash, message.Role.Wire());
            Add(hash, message.Content);
        }
        return End(hash);
    }

    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    private static UInt128 End(IncrementalHash hash)
    {
        Span<byte> all = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(all);
        return BinaryPrimitives.ReadUInt128LittleEndian(all);
    }
}
