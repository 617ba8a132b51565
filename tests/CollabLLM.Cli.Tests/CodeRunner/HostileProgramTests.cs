using System.Net;
using System.Net.Sockets;
using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>Programs that want more than they may. Each test also sees that nothing runs on afterwards.</summary>
public sealed class HostileProgramTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Theory]
    [InlineData("error", "import os\ndef task_func(x):\n    while True: os.fork()")]
    [InlineData("error", "import threading, time\ndef task_func(x):\n    while True: threading.Thread(target=time.sleep, args=(60,)).start()")]
    [InlineData("timeout", "import os\nos.system('f(){ f|f& };f')\ndef task_func(x):\n    while True: pass")]
    public Task A_fork_bomb_is_stopped(string verdict, string code) => StoppedAsync(verdict, code);

    [Theory]
    [InlineData("def task_func(x):\n    kept = []\n    while True: kept.append(bytearray(1 << 24))")]
    [InlineData("import os, time\ndef task_func(x):\n    for _ in range(4):\n        if os.fork() == 0:\n            kept = bytearray(300 << 20)\n            time.sleep(60)\n    time.sleep(60)")]
    [InlineData("import mmap, os, time\ndef task_func(x):\n    for _ in range(4):\n        if os.fork() == 0:\n            kept = mmap.mmap(-1, 300 << 20)\n            for at in range(0, 300 << 20, 4096): kept[at] = 1\n            time.sleep(60)\n    time.sleep(60)")]
    public Task A_memory_hog_is_stopped_alone_or_in_a_pack(string code) => StoppedAsync("memory", code);

    [Theory]
    [InlineData("def task_func(x):\n    while True: pass")]
    [InlineData("import time\ndef task_func(x): time.sleep(3600)")]
    [InlineData("import signal, threading\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\ndef spin():\n    while True: pass\nfor _ in range(8): threading.Thread(target=spin).start()\ndef task_func(x): spin()")]
    [InlineData("import re\ndef task_func(x): re.match('(a+)+$', 'a' * 60 + 'b')")]
    public Task An_endless_loop_is_stopped(string code) => StoppedAsync("timeout", code);

    [Theory]
    [InlineData("import shutil\ndef task_func(x): shutil.rmtree('/usr')")]
    [InlineData("import os\ndef task_func(x): os.remove('/etc/passwd')")]
    [InlineData("def task_func(x): open('/etc/passwd', 'a').write('root2')")]
    [InlineData("def task_func(x): open('/usr/bin/python3', 'r+b')")]
    [InlineData("def task_func(x): open('/escaped', 'w')")]
    [InlineData("def task_func(x): open('/dev/escaped', 'w')")]
    [InlineData("def task_func(x): open('/proc/sys/kernel/core_pattern', 'w')")]
    [InlineData("import os\ndef task_func(x): os.mkdir('/home')")]
    [InlineData("import os\ndef task_func(x): os.chmod('/usr/bin/python3', 0o777)")]
    public async Task Nothing_outside_scratch_can_be_changed(string code)
    {
        var result = await StoppedAsync("error", code);
        Assert.Matches("Read-only|PermissionError|Permission denied", result.Detail);
    }

    [Fact]
    public async Task A_file_that_everybody_may_delete_is_not_even_seen()
    {
        var folder = Directory.CreateTempSubdirectory("collab-target-");
        try
        {
            if (OperatingSystem.IsWindows()) return;
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
            var file = Path.Combine(folder.FullName, "precious");
            await File.WriteAllTextAsync(file, "kept", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(file, (UnixFileMode)0b110_110_110);
            var result = await StoppedAsync("error", $"import os\ndef task_func(x): os.remove('{file}')");
            Assert.Contains("FileNotFoundError", result.Detail, StringComparison.Ordinal);
            Assert.True(File.Exists(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public Task Home_and_root_and_the_environment_are_not_there() => StoppedAsync(
        "pass",
        """
        import os
        def task_func(x):
            assert sorted(os.listdir('/')) == sorted(n for n in ('bin', 'dev', 'etc', 'lib', 'lib32', 'lib64', 'libx32', 'opt', 'proc', 'sbin', 'tmp', 'usr') if os.path.lexists('/' + n))
            assert not {'COLLAB_SHARED', 'COLLAB_ROOT', 'DOTNET_ROOT', 'SHELL'} & set(os.environ)
            assert os.getuid() == 65534 and os.getcwd() == '/tmp' and os.listdir('.') == []
            return x + 1
        """);

    [Fact]
    public async Task A_disk_cannot_be_filled()
    {
        var result = await StoppedAsync("error", "def task_func(x):\n    for i in range(1000): open(f'/tmp/{i}', 'wb').write(bytes(1 << 23))");
        Assert.Contains("No space left on device", result.Detail, StringComparison.Ordinal);
        Assert.Contains("File too large", (await StoppedAsync("error", "def task_func(x): open('one', 'wb').write(bytes(17 << 20))")).Detail, StringComparison.Ordinal);
        Assert.Contains("No space left", (await StoppedAsync("error", "def task_func(x):\n    for i in range(90): open(f'/dev/shm/{i}', 'wb').write(bytes(1 << 20))")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_network_is_not_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var inside = await StoppedAsync("error", $"import socket\ndef task_func(x): socket.create_connection(('127.0.0.1', {port}), 2)");
        Assert.Contains("ConnectionRefusedError", inside.Detail, StringComparison.Ordinal);
        Assert.False(listener.Pending());
        var outside = await StoppedAsync("error", "import socket\ndef task_func(x): socket.create_connection(('192.0.2.1', 80), 2)");
        Assert.Contains("Network is unreachable", outside.Detail, StringComparison.Ordinal);
        var host = await StoppedAsync("error", "import socket\ndef task_func(x): socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)");
        Assert.Contains("Address family not supported", host.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public Task Its_own_loopback_works() => StoppedAsync(
        "pass",
        """
        import http.server, threading, urllib.request
        def task_func(x):
            server = http.server.HTTPServer(('localhost', 0), http.server.SimpleHTTPRequestHandler)
            threading.Thread(target=server.handle_request, daemon=True).start()
            urllib.request.urlopen(f'http://localhost:{server.server_port}/').read()
            return x + 1
        """);

    [Theory]
    [InlineData("os.kill(os.getppid(), 9)")]
    [InlineData("os.kill(1, 9)")]
    [InlineData("os.kill(1, signal.SIGSTOP)")]
    [InlineData("os.killpg(1, 9)")]
    [InlineData("os.system('kill -9 1')")]
    public Task Killing_the_parent_does_nothing(string kill) => StoppedAsync(
        "pass", $"import os, signal\ndef task_func(x):\n    try: {kill}\n    except OSError: pass\n    return x + 1");

    [Theory]
    [InlineData("open('/proc/1/environ').read()", "PermissionError")]
    [InlineData("open('/proc/1/mem', 'rb')", "PermissionError")]
    [InlineData("os.open('/proc/1/fd/1', os.O_WRONLY)", "PermissionError")]
    [InlineData("os.listdir('/proc/1/root')", "PermissionError")]
    [InlineData("open('/proc/self/mem', 'rb')", "PermissionError")]
    [InlineData("refused('ptrace', 16, 1, 0, 0)", "Operation not permitted")]
    [InlineData("refused('process_vm_readv', 1, 0, 0, 0, 0, 0)", "Operation not permitted")]
    [InlineData("refused('unshare', 0x10000000)", "Operation not permitted")]
    [InlineData("refused('setns', 3, 0)", "Operation not permitted")]
    [InlineData("refused('memfd_create', b'', 0)", "Operation not permitted")]
    [InlineData("refused('shmget', 0, 1 << 20, 0o1600)", "Operation not permitted")]
    [InlineData("refused('mount', b'', b'/tmp', b'tmpfs', 0, 0)", "Operation not permitted")]
    [InlineData("refused('syscall', 435, 0, 0)", "Function not implemented")]
    public async Task The_parent_cannot_be_looked_into(string grab, string words)
    {
        var result = await StoppedAsync(
            "error",
            $$"""
            import ctypes, os
            def refused(name, *arguments):
                library = ctypes.CDLL(None, use_errno=True)
                if getattr(library, name)(*arguments) == -1: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
            def task_func(x):
                {{grab}}
                return x + 1
            """);
        Assert.Contains(words, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_daemon_does_not_outlive_its_program() => StoppedAsync(
        "pass",
        """
        import os, subprocess, time
        def task_func(x):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0: time.sleep(3600)
                os._exit(0)
            subprocess.Popen(['sleep', '3600'], start_new_session=True)
            return x + 1
        """);

    [Fact]
    public async Task Nothing_runs_on_when_the_caller_gives_up()
    {
        sandbox.Require();
        using var runner = SandboxFixture.Runner(new());
        using var stop = new CancellationTokenSource();
        var mark = Mark();
        var run = runner.RunAsync(new CodeTask(Marked(mark, "import time\ndef task_func(x): time.sleep(3600)"), TwoTests.Source, TwoTests.EntryPoint), stop.Token);
        while (!Running(mark)) await Task.Delay(10, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(Running(mark));
    }

    private async Task<CodeResult> StoppedAsync(string verdict, string code)
    {
        var mark = Mark();
        var result = await (verdict == "timeout" ? sandbox.RunHurriedAsync(Marked(mark, code)) : sandbox.RunAsync(Marked(mark, code)));
        Assert.True(verdict == result.Word, $"{result.Word}: {result.Detail}\n{result.Output}");
        Assert.False(Running(mark));
        return result;
    }

    private static string Mark() => $"m{Guid.NewGuid():N}"[..15];

    /// <summary>The program and all it starts without another program carry a name that can be found from outside.</summary>
    private static string Marked(string mark, string code) =>
        $"import ctypes as _ctypes\n_ctypes.CDLL(None).prctl(15, b'{mark}', 0, 0, 0)\n_ctypes.CDLL(None).setenv(b'MARK', b'{mark}', 1)\n" + code;

    private static bool Running(string mark) => Directory.EnumerateDirectories("/proc").Any(folder =>
    {
        if (!char.IsAsciiDigit(Path.GetFileName(folder)[0])) return false;
        try
        {
            return File.ReadAllText(Path.Combine(folder, "stat")).Contains($"({mark})", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
