using System.Collections.Frozen;
using System.Text;

namespace CollabLLM.Gguf.Tokenization;

/// <summary>The printable characters that stand for the 256 bytes in byte-level vocabularies (the scheme of GPT-2).</summary>
internal static class ByteLevel
{
    private static readonly char[] Characters = Make();
    private static readonly FrozenDictionary<char, byte> Values = Characters.Select((c, i) => (c, (byte)i)).ToFrozenDictionary(p => p.c, p => p.Item2);

    public static char Character(byte value) => Characters[value];

    /// <summary>The bytes that a piece stands for; characters outside the scheme stand for themselves.</summary>
    public static byte[] Bytes(string piece)
    {
        var bytes = new List<byte>(piece.Length);
        foreach (var rune in piece.EnumerateRunes())
        {
            if (rune.IsBmp && Values.TryGetValue((char)rune.Value, out var value)) bytes.Add(value);
            else bytes.AddRange(Encoding.UTF8.GetBytes(rune.ToString()));
        }
        return [.. bytes];
    }

    private static char[] Make()
    {
        var characters = new char[256];
        var next = 256;
        for (var i = 0; i < 256; i++)
        {
            // Printable Latin-1 stands for itself; the others get the next free characters.
            var printable = i is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[i] = (char)(printable ? i : next++);
        }
        return characters;
    }
}
