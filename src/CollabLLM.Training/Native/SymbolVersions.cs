using System.Buffers.Binary;
using System.Text;

namespace CollabLLM.Training.Native;

/// <summary>Symbol versions that an ELF library asks of others (section type SHT_GNU_verneed, 64 bits, little endian).</summary>
internal static class SymbolVersions
{
    private const uint NeededVersions = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>A copy in which the loader warns about the absence of a version instead of refusing the library.</summary>
    /// <exception cref="InvalidDataException">The bytes are no such library, or it does not ask for the version.</exception>
    public static byte[] Weaken(ReadOnlySpan<byte> library, string version)
    {
        if (library.Length < 64 || !library.StartsWith("\u007fELF"u8) || library[4] != 2 || library[5] != 1) throw new InvalidDataException("The library is not a 64-bit ELF file.");
        var copy = library.ToArray();
        var found = 0;
        try
        {
            var table = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library[0x28..]));
            var (size, count) = (Short(library, 0x3A), Short(library, 0x3C));
            for (var i = 0; i < count; i++)
            {
                var section = library.Slice(table + (i * size), size);
                if (Int(section, 4) != NeededVersions) continue;
                var strings = library.Slice(table + ((int)Int(section, 0x28) * size), size);
                found += Mark(library, copy, Offset(section), Offset(strings), (int)Int(section, 0x2C), Encoding.ASCII.GetBytes(version));
            }
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The library is damaged.", e);
        }
        return found > 0 ? copy : throw new InvalidDataException($"The library does not ask for {version}.");
    }

    private static int Mark(ReadOnlySpan<byte> library, byte[] copy, int needs, int strings, int files, ReadOnlySpan<byte> version)
    {
        var found = 0;
        for (var file = needs; files > 0; files--, file += (int)Int(library, file + 12))
        {
            var entry = file + (int)Int(library, file + 8);
            for (var left = Short(library, file + 2); left > 0; left--, entry += (int)Int(library, entry + 12))
            {
                var name = library[(strings + (int)Int(library, entry + 8))..];
                if (!name.StartsWith(version) || name[version.Length] != 0) continue;
                BinaryPrimitives.WriteUInt16LittleEndian(copy.AsSpan(entry + 4), (ushort)(Short(library, entry + 4) | Weak));
                found++;
            }
        }
        return found;
    }

    private static int Offset(ReadOnlySpan<byte> section) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]));

    private static uint Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ushort Short(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
