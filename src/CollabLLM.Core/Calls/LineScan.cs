namespace CollabLLM.Core.Calls;

/// <summary>Lines of a file with the place where each begins. What follows the last line end is no line.</summary>
internal static class LineScan
{
    public static IEnumerable<(long Offset, byte[] Line)> Of(Stream file)
    {
        file.Position = 0;
        var chunk = new byte[1 << 16];
        using var line = new MemoryStream();
        long offset = 0;
        int read;
        while ((read = file.Read(chunk)) > 0)
        {
            var from = 0;
            for (int end; (end = Array.IndexOf(chunk, (byte)'\n', from, read - from)) >= 0; from = end + 1)
            {
                line.Write(chunk, from, end - from);
                var bytes = line.ToArray();
                yield return (offset, bytes);
                offset += bytes.Length + 1;
                line.SetLength(0);
            }
            line.Write(chunk, from, read - from);
        }
    }
}
