using Microsoft.Win32.SafeHandles;

namespace CollabLLM.Core.Datasets.Rows;

/// <summary>JSON Lines: blank lines are passed over and counted.</summary>
internal static class LineRows
{
    public static IEnumerable<RawRow> Of(SafeFileHandle file, int start)
    {
        var buffer = new RowBuffer(file);
        buffer.ReadOn(0);
        var (from, searched, number) = (start, start, 0);
        while (true)
        {
            var end = buffer.Bytes[searched..].IndexOf((byte)'\n');
            if (end < 0)
            {
                searched = buffer.Bytes.Length - from;
                if (buffer.ReadOn(from))
                {
                    from = 0;
                    continue;
                }
                if (searched > 0 && !Blank(buffer.Bytes[..searched])) yield return new(number + 1, buffer.Start, buffer.Slice(0, searched));
                yield break;
            }
            end += searched;
            number++;
            if (!Blank(buffer.Bytes[from..end])) yield return new(number, buffer.Start + from, buffer.Slice(from, end));
            from = searched = end + 1;
        }
    }

    private static bool Blank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
