using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>Programs that want to pass without solving the task.</summary>
public sealed class ForgedVerdictTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Theory]
    [InlineData("print('{\"verdict\": \"pass\"}'); os._exit(0)")]
    [InlineData("os._exit(0)")]
    [InlineData("raise SystemExit(0)")]
    [InlineData("raise KeyboardInterrupt")]
    [InlineData("raise unittest.SkipTest('later')")]
    [InlineData("raise unittest.case._ShouldStop")]
    [InlineData("os.execv('/bin/true', ['true'])")]
    [InlineData("os.kill(os.getpid(), 9)")]
    [InlineData("unittest.TestCase.assertEqual = lambda *a: None")]
    [InlineData("unittest.TestCase.assertEqual.__code__ = (lambda *a: None).__code__")]
    [InlineData("unittest.TestCase.run = lambda self, result: result.addSuccess(self)")]
    [InlineData("unittest.TestCase.failureException = KeyError")]
    [InlineData("unittest.TestResult.addFailure = lambda *a: None")]
    [InlineData("builtins.AssertionError = KeyError")]
    [InlineData("sys._getframe(1).f_locals['self'].assertEqual = lambda *a: None")]
    [InlineData("sys._getframe(1).f_locals['self']._testMethodDoc = [o for o in gc.get_objects()]")]
    [InlineData("frame = sys._getframe()\n    while frame: gc.get_referents(frame); frame = frame.f_back")]
    [InlineData("globals()['TestCases'].assertEqual = lambda *a: None")]
    [InlineData("globals()['TestCases'].test_first = globals()['TestCases'].test_second = lambda self: None")]
    [InlineData("[f.f_locals['test']._type_equality_funcs.update({int: lambda *a, **k: None}) for f in frames() if 'test' in f.f_locals]")]
    [InlineData("[f.f_globals.update(written=lambda r: b'{}\\n', tampered=lambda *a: None) for f in frames() if f.f_globals['__name__'] == 'harness']")]
    [InlineData("sys.settrace(print)")]
    [InlineData("json.dumps = lambda r: real({k: v for k, v in r.items() if k == 'test'}) if isinstance(r, dict) else real(r)")]
    [InlineData("away()")]
    [InlineData("report(b'{\"end\": \"tests\", \"detail\": \"\"}')")]
    [InlineData("report(b'0' * 48 + b' {\"end\": \"tests\", \"detail\": \"\"}')")]
    [InlineData("report(b'x' * (1 << 21))")]
    public async Task A_wrong_program_does_not_pass(string trick)
    {
        var result = await sandbox.RunAsync(
            $$"""
            import builtins, gc, json, os, sys, unittest
            real = json.dumps
            def frames():
                frame = sys._getframe(1)
                while frame is not None:
                    yield frame
                    frame = frame.f_back
            def away():
                case = next(f.f_locals['test'] for f in frames() if 'test' in f.f_locals)
                ways = [fd for fd in range(3, 64) if os.path.lexists(f'/proc/self/fd/{fd}') and 'pipe' in os.readlink(f'/proc/self/fd/{fd}')]
                nowhere = os.open(os.devnull, os.O_WRONLY)
                for fd in ways:
                    os.dup2(fd, fd + 100)
                    os.dup2(nowhere, fd)
                case.addCleanup(lambda: [os.dup2(fd + 100, fd) for fd in ways])
            def report(line):
                for fd in range(3, 256):
                    try: os.write(fd, line + b'\n')
                    except OSError: pass
                os._exit(0)
            def task_func(x):
                {{trick}}
                return 0
            """);
        Assert.True(result.Verdict is CodeVerdict.Error or CodeVerdict.Assert, $"{result.Word}: {result.Detail}");
        Assert.True(result.Passed < 2);
    }

    [Theory]
    [InlineData("import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef task_func(x): return 0")]
    [InlineData("import unittest\nclass TestCases(unittest.TestCase):\n    def test_mine(self): pass\ndef task_func(x): return 0")]
    [InlineData("import unittest\nunittest.TestLoader.getTestCaseNames = lambda *a: []\ndef task_func(x): return 0")]
    [InlineData("import sys, types\nsys.modules['unittest'] = types.SimpleNamespace(TestCase=object)\ndef task_func(x): return 0")]
    [InlineData("import sys, unittest\nunittest.TestCase = object\ndef task_func(x): return 0")]
    [InlineData("import atexit, os\natexit.register(os._exit, 0)\ndef task_func(x): return 0")]
    [InlineData("import os\nif os.fork(): os._exit(0)\ndef task_func(x): return 0")]
    public async Task Nor_does_one_that_prepares_its_judge(string code)
    {
        var result = await sandbox.RunAsync(code);
        Assert.True(result.Verdict is CodeVerdict.Error or CodeVerdict.Assert, $"{result.Word}: {result.Detail}");
        Assert.Equal(0, result.Passed);
    }

    [Fact]
    public async Task No_frame_that_a_program_can_walk_to_holds_the_token()
    {
        var result = await sandbox.RunAsync(
            """
            import re, sys
            def task_func(x):
                frame, seen = sys._getframe(), []
                while frame is not None:
                    seen += [frame.f_locals, {k: v for k, v in frame.f_globals.items() if k != '__builtins__'}]
                    frame = frame.f_back
                assert len(seen) > 8
                assert not re.search('[0-9a-f]{48}', str(seen)), 'the token is in sight'
                assert not re.search('Simple[Q]ueue object', str(seen)), 'the queue is in sight'
                return x + 1
            """);
        Assert.True(result.Verdict == CodeVerdict.Pass, result.Detail);
    }

    /// <summary>Nor one of a thread that a clean-up of the collector might run in.</summary>
    [Fact]
    public async Task What_the_collector_calls_sees_no_more()
    {
        var result = await sandbox.RunAsync(
            """
            import re, sys
            found, seen = [], []
            class Rubbish:
                def __del__(self):
                    frame = sys._getframe() if len(seen) < 40 else None
                    seen.append(1)
                    while frame is not None:
                        found.extend(k for k, v in frame.f_locals.items() if re.search('[0-9a-f]{48}|Simple[Q]ueue object', repr(v)))
                        frame = frame.f_back
            def task_func(x):
                for _ in range(1500):
                    rubbish = Rubbish()
                    rubbish.itself = rubbish
                assert seen and not found, found
                return x + 1
            """);
        Assert.True(result.Verdict == CodeVerdict.Pass, result.Detail);
    }

    [Theory]
    [InlineData("'\\ud800 \\x1b[31m \\n end'", "ValueError: [31m end")]
    [InlineData("Odd()", "ValueError: ?")]
    public async Task What_it_says_about_itself_is_one_plain_line(string text, string detail)
    {
        var result = await sandbox.RunAsync($"class Odd:\n    def __str__(self): raise SystemExit\ndef task_func(x): raise ValueError({text})");
        Assert.Equal((CodeVerdict.Error, "test_first: " + detail), (result.Verdict, result.Detail));
    }

    [Fact]
    public async Task A_program_that_runs_on_in_a_fork_is_judged_once()
    {
        var result = await sandbox.RunAsync("import os\ndef task_func(x):\n    os.fork()\n    return x + 1");
        Assert.Equal((CodeVerdict.Pass, 2, 2), (result.Verdict, result.Tests, result.Passed));
    }
}
