using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

namespace CollabLLM.Bench.Datasets;

/// <summary>
/// Shuffled flattened rows to DPO pairs in Parquet by <c>collab dataset convert</c>, and DuckDB doing the same grouping on the same file. Each runs in a process of its
/// own, the command with its own runtime settings; the kernel counts peak resident memory (VmHWM), which is read every few milliseconds.
/// </summary>
internal static class DatasetBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["duckdb", var input, var output]: return await DuckAsync(input, output);
            default: break;
        }
        var rows = args is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1_000_000;
        var folder = Directory.CreateTempSubdirectory("collab-dataset-").FullName;
        try
        {
            var input = Path.Combine(folder, "rows.jsonl");
            FlattenedRows.Write(input, rows, seed: 42);
            Console.WriteLine($"{rows:N0} shuffled flattened rows, {new FileInfo(input).Length / 1e9:0.00} GB");
            var ours = await CommandAsync(rows, input, Path.Combine(folder, "ours"));
            var duck = await DuckProcessAsync(input, Path.Combine(folder, "duckdb.parquet"));
            return ours == 0 && duck == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> CommandAsync(int rows, string input, string output)
    {
        var clock = Stopwatch.StartNew();
        string[] arguments = ["exec", Path.Combine(AppContext.BaseDirectory, "collab.dll"), "dataset", "convert", input, "--to", "dpo", "--format", "parquet", "--out", output];
        using var child = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true })!;
        var said = child.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!child.HasExited)
        {
            peak = Math.Max(peak, PeakKilobytes(child.Id));
            await Task.Delay(5);
        }
        Report("collab", rows, clock.Elapsed, peak, (await said).Trim().Replace(output, "OUT", StringComparison.Ordinal));
        return child.ExitCode;
    }

    private static async Task<int> DuckAsync(string input, string output)
    {
        var clock = Stopwatch.StartNew();
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SET preserve_insertion_order = false;
            COPY (
              SELECT arg_max(prompt, score) AS prompt, arg_max(completion, score) AS chosen, arg_min(completion, score) AS rejected,
                max(score) AS score_chosen, min(score) AS score_rejected
              FROM read_json('{input}', format = 'newline_delimited', columns = {'{'}conv_id: 'BIGINT', turn_id: 'BIGINT', score: 'DOUBLE', completion: 'VARCHAR',
                prompt: 'STRUCT(role VARCHAR, content VARCHAR)[]'{'}'})
              GROUP BY conv_id, turn_id HAVING count(*) >= 2
            ) TO '{output}' (FORMAT PARQUET)
            """;
        var pairs = await command.ExecuteNonQueryAsync();
        command.CommandText = $"SELECT count(*) FROM '{output}'";
        pairs = Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        var elapsed = clock.Elapsed;
        command.CommandText = $"SELECT count(*) FROM read_json('{input}', format = 'newline_delimited', columns = {{score: 'DOUBLE'}})";
        var rows = Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
        Report("DuckDB", rows, elapsed, PeakKilobytes(Environment.ProcessId), $"{pairs:N0} pairs; own memory limit (80 % of the machine), order not kept");
        return 0;
    }

    private static void Report(string who, int rows, TimeSpan elapsed, long peakKilobytes, string note) =>
        Console.WriteLine($"{who,-8} {elapsed.TotalSeconds:0.0} s, {rows / elapsed.TotalSeconds:N0} rows/s, peak resident {peakKilobytes * 1024 / 1e6:0} MB; {note}");

    /// <returns>0 for a process that has ended.</returns>
    private static long PeakKilobytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(':', StringSplitOptions.TrimEntries)[1].Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<int> DuckProcessAsync(string input, string output)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["dataset", "duckdb", input, output]))!;
        await child.WaitForExitAsync();
        return child.ExitCode;
    }
}
