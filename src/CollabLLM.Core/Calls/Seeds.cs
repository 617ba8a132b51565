using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CollabLLM.Core.Calls;

/// <summary>One seed for a run, and a seed of its own for every draw in it.</summary>
public static class Seeds
{
    /// <summary>
    /// The first 31 bits of SHA-256 over seed and address: independent of the order in which draws happen, and small enough for every host.
    /// </summary>
    public static long Derive(long seed, string address)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{address}")));
        return BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue;
    }
}
