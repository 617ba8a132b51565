using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CollabLLM.Cli.CodeRunner;

/// <summary>
/// How the judge is started inside bubblewrap: namespaces of its own, a file system of which only a scratch folder can be written, no environment,
/// no privileges. Holds the few files the sandbox needs; delete it when nothing runs any more.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    /// <summary>As root the sandbox is entered as this user, whom nothing belongs to: root would pass by the limit of processes.</summary>
    private const string Stranger = "64731";

    /// <summary>Who the program is inside.</summary>
    private const string Nobody = "65534";

    /// <summary>The program that becomes <see cref="Stranger"/>.</summary>
    public const string DropsPrivileges = "setpriv";

    private const string SearchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const string Shell = "/bin/sh";

    /// <summary>Descriptors 3 to 7 are opened before privileges fall; the names end before the command begins.</summary>
    private const string Opening = "exec 3<\"$1\" 4<\"$2\" 5<\"$3\" 6<\"$4\" 7<\"$5\"; shift 5; exec \"$@\"";

    private static readonly string[] Programs =
        ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "share", "local/bin", "local/lib", "local/share"];

    private static readonly string[] Harmless = ["/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/matplotlibrc", "/etc/mime.types", "/etc/ssl/certs"];

    private readonly string _folder = Directory.CreateTempSubdirectory("collab-sandbox-").FullName;
    private readonly List<string> _files = [];

    public Sandbox(byte[] filter)
    {
        Add("seccomp", filter);
        Add("passwd", $"nobody:x:{Nobody}:{Nobody}:nobody:/tmp:/usr/sbin/nologin\n");
        Add("group", $"nogroup:x:{Nobody}:\n");
        Add("hosts", "127.0.0.1 localhost\n::1 localhost\n");
        Add("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
    }

    public static bool Finds(string program) => SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public ProcessStartInfo Start(PythonRunnerOptions options, IEnumerable<string> judge)
    {
        List<string> command = [Shell, "-c", Opening, "sandbox", .. _files];
        if (Environment.IsPrivilegedProcess) command.AddRange([DropsPrivileges, "--reuid", Stranger, "--regid", Stranger, "--clear-groups", "--no-new-privs"]);
        command.Add(options.Bubblewrap);
        command.AddRange(["--unshare-all", "--unshare-user", "--disable-userns", "--uid", Nobody, "--gid", Nobody, "--hostname", "sandbox"]);
        command.AddRange(["--new-session", "--die-with-parent", "--as-pid-1", "--seccomp", "3", "--clearenv"]);
        command.AddRange(Files(options.Limits));
        foreach (var (name, value) in Variables("/tmp")) command.AddRange(["--setenv", name, value]);
        command.AddRange(["--chdir", "/tmp", "--", .. judge]);
        return Piped(command, "/");
    }

    /// <summary>Without a sandbox: an ordinary process, still without the environment.</summary>
    public static ProcessStartInfo StartUnisolated(IEnumerable<string> judge, string scratch)
    {
        var start = Piped([.. judge], scratch);
        foreach (var (name, value) in Variables(scratch)) start.Environment[name] = value;
        return start;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<string> Files(CodeLimits limits)
    {
        List<string> files = [];
        // Programs and libraries; not what else an administrator may keep under /usr.
        foreach (var folder in Programs) files.AddRange(["--ro-bind-try", "/usr/" + folder, "/usr/" + folder]);
        foreach (var folder in new[] { "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32" })
        {
            // Where /usr is merged these are links into it.
            var link = new FileInfo(folder).LinkTarget;
            if (link is not null) files.AddRange(["--symlink", link, folder]);
            else if (Directory.Exists(folder)) files.AddRange(["--ro-bind", folder, folder]);
        }
        foreach (var path in Harmless) files.AddRange(["--ro-bind-try", path, path]);
        files.AddRange(["--ro-bind-data", "4", "/etc/passwd", "--ro-bind-data", "5", "/etc/group"]);
        files.AddRange(["--ro-bind-data", "6", "/etc/hosts", "--ro-bind-data", "7", "/etc/nsswitch.conf"]);
        // Debian has no program of this name, and tasks that start Python expect it.
        files.AddRange(["--symlink", "/usr/bin/python3", "/opt/bin/python"]);
        files.AddRange(["--proc", "/proc", "--dev", "/dev"]);
        files.AddRange(["--size", Number(limits.SharedMemoryBytes), "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]);
        files.AddRange(["--size", Number(limits.ScratchBytes), "--perms", "0700", "--tmpfs", "/tmp", "--remount-ro", "/"]);
        return files;
    }

    private static IEnumerable<(string Name, string Value)> Variables(string home) =>
    [
        ("HOME", home),
        ("TMPDIR", home),
        ("PATH", "/usr/bin:/bin:/opt/bin"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("USER", "nobody"),
        ("MPLBACKEND", "Agg"),
        ("MPLCONFIGDIR", home + "/.matplotlib"),
        // Threads would only take each other's processor, and their stacks count as memory.
        ("OMP_NUM_THREADS", "1"),
        ("OPENBLAS_NUM_THREADS", "1"),
        ("MKL_NUM_THREADS", "1"),
        ("MALLOC_ARENA_MAX", "2"),
        // Sets and dictionaries of the same program come in the same order each time: a verdict can be repeated.
        ("PYTHONHASHSEED", "0"),
    ];

    /// <summary>Nothing of this process's environment goes along, not even to bubblewrap: /proc would show it.</summary>
    private static ProcessStartInfo Piped(IReadOnlyList<string> command, string folder)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        return start;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private void Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    private void Add(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        _files.Add(path);
    }
}
