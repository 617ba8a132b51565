using System.Diagnostics;
using System.Globalization;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;
using CollabLLM.Core.Datasets.Parquet;
using DuckDB.NET.Data;

namespace CollabLLM.Bench.Datasets;

/// <summary>
/// Shuffled flattened rows to DPO pairs in Parquet, and DuckDB doing the same grouping on the same file. Each runs in a process of its own,
/// whose peak resident memory the kernel counts (VmHWM).
/// </summary>
internal static class DatasetBench
{
    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["ours", var input, var output]: return await OursAsync(input, output);
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
            var ours = await ChildAsync("ours", input, Path.Combine(folder, "ours.parquet"));
            var duck = await ChildAsync("duckdb", input, Path.Combine(folder, "duckdb.parquet"));
            return ours == 0 && duck == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> OursAsync(string input, string output)
    {
        var clock = Stopwatch.StartNew();
        using var data = await MultiturnDataset.OpenAsync([input]);
        var read = clock.Elapsed;
        var pairs = new DatasetConverter(data, new()).ToDpo().Train;
        await using (var file = File.Create(output)) await ParquetTable.WriteAsync(file, pairs);
        Report("collab", data.Count, pairs.Count, clock.Elapsed, $"first pass {read.TotalSeconds:0.0} s");
        return 0;
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
        Report("DuckDB", Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture), pairs, elapsed, "own memory limit (80 % of the machine), order not kept");
        return 0;
    }

    private static void Report(string who, int rows, int pairs, TimeSpan elapsed, string note)
    {
        var peak = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':', StringSplitOptions.TrimEntries)[1];
        var megabytes = long.Parse(peak.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 / 1e6;
        Console.WriteLine($"{who,-8} {elapsed.TotalSeconds:0.0} s, {rows / elapsed.TotalSeconds:N0} rows/s, {pairs:N0} pairs, peak resident {megabytes:0} MB; {note}");
    }

    private static async Task<int> ChildAsync(string who, string input, string output)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["dataset", who, input, output]);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        // Generation 0 is by default as large as the processor's cache, hundreds of MB on a server.
        start.Environment["DOTNET_GCgen0size"] = "0x1000000";
        start.Environment["DOTNET_GCConserveMemory"] = "7";
        using var child = Process.Start(start)!;
        await child.WaitForExitAsync();
        return child.ExitCode;
    }
}
