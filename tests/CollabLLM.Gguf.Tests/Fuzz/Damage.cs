namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>Damages a sound file in ways that files are damaged, or made to harm: all of it decided by a seed.</summary>
internal sealed class Damage(Random random)
{
    private static readonly ulong[] Numbers =
    [
        0, 1, 2, 3, 7, 9, 31, 33, 255, 256, 4095, 65_535, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, (1UL << 32) + 2, (1UL << 33) + 1, 1UL << 40,
        1UL << 61, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    /// <summary>A damaged copy.</summary>
    public byte[] Apply(byte[] sound)
    {
        var map = new FieldMap(sound);
        var file = sound.ToArray();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            switch (random.Next(10))
            {
                case 0: FlipBits(file, file.Length); break;
                case 1: FlipBits(file, map.HeaderLength); break;
                case 2: CopyName(file, map); break;
                case 3: CopyOffset(file, map); break;
                case 4: Overflow(file, map); break;
                case 5: Splice(file, map.HeaderLength); break;
                default: Put(file, map.Fields[random.Next(map.Fields.Count)]); break;
            }
        }
        return random.Next(12) switch
        {
            0 => file[..random.Next(file.Length)],
            1 => file[..random.Next(map.HeaderLength)],
            2 => [.. file[..map.HeaderLength], .. file[(map.HeaderLength + random.Next(1, 64))..]],
            3 => Insert(file, random.Next(map.HeaderLength)),
            _ => file,
        };
    }

    private void FlipBits(byte[] file, int within)
    {
        for (var left = random.Next(1, 9); left > 0; left--) file[random.Next(within)] ^= (byte)(1 << random.Next(8));
    }

    private void Put(byte[] file, Field field) => Put(file, field, random.Next(4) switch
    {
        0 => Numbers[random.Next(Numbers.Length)],
        1 => Read(file, field) + (ulong)random.Next(1, 40),
        2 => Read(file, field) - (ulong)random.Next(1, 40),
        _ => (ulong)random.Next(40),
    });

    /// <summary>Two tensors of one name, or a name that no decoder asks for.</summary>
    private void CopyName(byte[] file, FieldMap map)
    {
        var (from, to) = (map.Names[random.Next(map.Names.Count)], map.Names[random.Next(map.Names.Count)]);
        var name = file[from];
        var length = Math.Min(name.Length, file[to].Length);
        name.AsSpan(0, length).CopyTo(file.AsSpan(to.Start.Value, length));
    }

    /// <summary>Two tensors at one place, overlapping ones, and places off the alignment.</summary>
    private void CopyOffset(byte[] file, FieldMap map)
    {
        var offsets = map.Fields.FindAll(f => f.Kind == FieldKind.Offset);
        var (from, to) = (offsets[random.Next(offsets.Count)], offsets[random.Next(offsets.Count)]);
        Put(file, to, Read(file, from) + (ulong)(random.Next(3) * random.Next(64)));
    }

    /// <summary>Extents whose product leaves 64 bits, or returns to a small number.</summary>
    private void Overflow(byte[] file, FieldMap map)
    {
        var extents = map.Fields.FindAll(f => f.Kind == FieldKind.Extent);
        var at = random.Next(extents.Count - 1);
        Put(file, extents[at], 1UL << random.Next(5, 64));
        Put(file, extents[at + 1], 1UL << random.Next(5, 64));
    }

    private void Splice(byte[] file, int within)
    {
        var length = random.Next(1, Math.Min(64, within / 2));
        file.AsSpan(random.Next(within - length), length).CopyTo(file.AsSpan(random.Next(within - length)));
    }

    private byte[] Insert(byte[] file, int at)
    {
        var more = new byte[random.Next(1, 40)];
        random.NextBytes(more);
        return [.. file[..at], .. more, .. file[at..]];
    }

    private static ulong Read(byte[] file, Field field)
    {
        var value = 0UL;
        for (var i = field.Size - 1; i >= 0; i--) value = (value << 8) | file[field.At + i];
        return value;
    }

    private static void Put(byte[] file, Field field, ulong value)
    {
        for (var i = 0; i < field.Size; i++, value >>= 8) file[field.At + i] = (byte)value;
    }
}
