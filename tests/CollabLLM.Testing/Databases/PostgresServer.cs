using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace CollabLLM.Testing.Databases;

/// <summary>
/// A PostgreSQL server for tests and benchmarks: the one that <c>COLLAB_POSTGRES</c> names (its user may create databases), else a
/// throw-away one, started once for the process from the installed binaries and stopped with it.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);
    private readonly string _connectionString;

    private PostgresServer(string connectionString) => _connectionString = connectionString;

    /// <summary>The server of this process.</summary>
    /// <exception cref="PostgresMissingException">There is no server to use and none to start.</exception>
    public static Task<PostgresServer> GetAsync() => Shared.Value;

    /// <summary>Connects to a database of the server, whether or not it exists yet.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(_connectionString) { Database = database, MaxPoolSize = 40 }.ToString();

    public async Task DropAsync(string database)
    {
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("COLLAB_POSTGRES") is { Length: > 0 } given) return new PostgresServer(given);

        var binaries = Binaries() ?? throw new PostgresMissingException("no initdb under /usr/lib/postgresql or on the path, and COLLAB_POSTGRES is not set");
        StopOrphans(binaries);
        var folder = Path.Combine(Path.GetTempPath(), FormattableString.Invariant($"collab-pg-{Environment.ProcessId}"));
        Directory.CreateDirectory(folder);
        if (AsRoot) await RunAsync(folder, "chown", "postgres", folder);

        var port = FreePort();
        var data = Path.Combine(folder, "data");
        await RunAsPostgresAsync(
            folder, Path.Combine(binaries, "initdb"), "-D", data, "-U", "collab", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        var settings = FormattableString.Invariant(
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300");
        await RunAsPostgresAsync(
            folder, Path.Combine(binaries, "pg_ctl"), "-D", data, "-w", "-t", "30", "-l", Path.Combine(folder, "log"), "-o", settings, "start");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(binaries, folder);
        return new PostgresServer(FormattableString.Invariant($"Host=127.0.0.1;Port={port};Username=collab;Database=postgres;Include Error Detail=true"));
    }

    private static bool AsRoot => Environment.UserName == "root";

    private static string? Binaries()
    {
        IEnumerable<string> versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(d => double.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var v) ? v : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
    }

    /// <summary>A test run that was killed leaves its server: the folder's name says whose it was.</summary>
    private static void StopOrphans(string binaries)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), "collab-pg-*"))
        {
            var owner = Path.GetFileName(folder)["collab-pg-".Length..];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}")) Stop(binaries, folder);
        }
    }

    private static void Stop(string binaries, string folder)
    {
        try
        {
            RunAsPostgresAsync(folder, Path.Combine(binaries, "pg_ctl"), "-D", Path.Combine(folder, "data"), "-m", "immediate", "stop")
                .GetAwaiter().GetResult();
        }
        catch (PostgresMissingException)
        {
            // It was not running any more.
        }
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server refuses to run as root.</summary>
    private static Task RunAsPostgresAsync(string folder, string program, params string[] arguments) =>
        AsRoot ? RunAsync(folder, "runuser", ["-u", "postgres", "--", program, .. arguments]) : RunAsync(folder, program, arguments);

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        // The started server inherits these streams and never closes them, so nothing waits for their end.
        var start = new ProcessStartInfo("sh") { WorkingDirectory = folder };
        foreach (var argument in (string[])["-c", "\"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new PostgresMissingException($"'{program} {string.Join(' ', arguments)}' ended with {process.ExitCode}");
    }
}
