using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Tests.CodeRunner;

public sealed class VerdictTests(SandboxFixture sandbox) : IClassFixture<SandboxFixture>
{
    [Theory]
    [InlineData("pass", 2, TwoTests.Solution)]
    [InlineData("assert", 1, "def task_func(x): return 2")]
    [InlineData("error", 0, "def task_func(x): return 1 / 0")]
    [InlineData("error", 0, "def task_func(x): return absent")]
    [InlineData("error", 0, "import sys\nsys.exit(0)")]
    [InlineData("error", 0, "raise KeyboardInterrupt")]
    [InlineData("error", 0, "def task_func(x): return task_func(x)")]
    [InlineData("error", 0, "import numpyy\ndef task_func(x): return x + 1")]
    [InlineData("syntax", 0, "def task_func(x: return x + 1")]
    [InlineData("syntax", 0, "def task_func(x): return x + 1\0")]
    [InlineData("syntax", 0, "Sure! Here is the function you asked for.")]
    [InlineData("signature", 0, "def successor(x): return x + 1")]
    [InlineData("signature", 0, "task_func = 3")]
    [InlineData("signature", 0, "")]
    [InlineData("signature", 0, "def task_func(): return 2")]
    [InlineData("signature", 0, "def task_func(x, y): return x + 1")]
    [InlineData("signature", 0, "def task_func(*, x): return x + 1")]
    [InlineData("memory", 0, "def task_func(x): return [0] * 10 ** 9")]
    public async Task Each_ending_has_its_verdict(string verdict, int passed, string code)
    {
        var result = await sandbox.RunAsync(code);
        Assert.Equal((verdict, passed), (result.Word, result.Passed));
        Assert.Equal(verdict == "pass", result.Detail.Length == 0);
    }

    [Fact]
    public async Task Tests_are_counted_by_how_they_ended()
    {
        var result = await sandbox.RunAsync(
            "def task_func(x): return {1: 2, 2: 0}[x]",
            TwoTests.Source + "\n    def test_third(self):\n        task_func(3)\n    def test_fourth(self):\n        self.assertEqual(task_func(1), 2)");
        Assert.Equal((CodeVerdict.Assert, 4, 2, 1, 1), (result.Verdict, result.Tests, result.Passed, result.Failed, result.Errored));
        Assert.Equal(0.5, result.Fraction);
    }

    [Fact]
    public async Task What_passed_before_the_time_was_over_counts()
    {
        var result = await sandbox.RunHurriedAsync("def task_func(x):\n    while x == 2: pass\n    return x + 1");
        Assert.Equal((CodeVerdict.Timeout, 2, 1), (result.Verdict, result.Tests, result.Passed));
    }

    [Fact]
    public async Task A_library_that_the_task_asks_for_and_that_is_not_here_is_infra()
    {
        CodeTask task = new("import wordninja_absent\n" + TwoTests.Solution, TwoTests.Source, TwoTests.EntryPoint);
        var result = await sandbox.RunAsync(task with { Libraries = ["wordninja_absent"] });
        Assert.Equal((CodeVerdict.Infra, "the library wordninja_absent is not installed", null), (result.Verdict, result.Detail, result.Fraction));
        Assert.Equal(CodeVerdict.Error, (await sandbox.RunAsync(task with { Libraries = [] })).Verdict);
    }

    [Theory]
    [InlineData("import json\ndef task_func(x): raise ModuleNotFoundError('gone', name='json')")]
    [InlineData("import sys\nsys.path.clear()\ndef task_func(x):\n    import plistlib")]
    public async Task A_program_cannot_claim_that_a_library_is_missing(string code)
    {
        var result = await sandbox.RunAsync(new CodeTask(code, TwoTests.Source, TwoTests.EntryPoint) { Libraries = ["json", "plistlib"] });
        Assert.Equal(CodeVerdict.Error, result.Verdict);
    }

    [Theory]
    [InlineData("def broken(:", "the test does not compile")]
    [InlineData("x = 1", "the test holds no test case")]
    [InlineData("import absent_library", "the library absent_library is not installed")]
    public async Task A_broken_test_is_infra(string test, string words)
    {
        var result = await sandbox.RunAsync(TwoTests.Solution, test);
        Assert.Equal(CodeVerdict.Infra, result.Verdict);
        Assert.Contains(words, result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fixtures_subtests_and_cleanups_count()
    {
        const string test = """
            import unittest
            class TestCases(unittest.TestCase):
                @classmethod
                def setUpClass(cls):
                    cls.base = 1
                def setUp(self):
                    self.more = self.base + 1
                def test_subtests(self):
                    for x in (1, 2, 3):
                        with self.subTest(x=x):
                            self.assertEqual(task_func(x), 4)
                def test_fixture(self):
                    self.assertEqual(task_func(self.more), 3)
            """;
        var result = await sandbox.RunAsync(TwoTests.Solution, test);
        Assert.Equal((CodeVerdict.Assert, 2, 1, 1), (result.Verdict, result.Tests, result.Passed, result.Failed));
    }

    [Fact]
    public async Task The_first_cause_counts_and_nothing_is_put_away_that_was_never_set_up()
    {
        const string test = """
            import unittest
            class TestCases(unittest.TestCase):
                def setUp(self):
                    self.addCleanup(print, 'cleaned')
                    import absent_library
                def tearDown(self):
                    print('torn down')
                    raise KeyError('never made')
                def test_one(self):
                    self.assertEqual(task_func(1), 2)
            """;
        var result = await sandbox.RunAsync(TwoTests.Solution, test);
        Assert.Equal((CodeVerdict.Infra, "the library absent_library is not installed"), (result.Verdict, result.Detail));
        Assert.Equal("cleaned\n", result.Output);
        var later = await sandbox.RunAsync("def task_func(x): return 0", test.Replace("import absent_library", "pass", StringComparison.Ordinal));
        Assert.Equal((CodeVerdict.Assert, "torn down\ncleaned\n"), (later.Verdict, later.Output));
    }

    [Fact]
    public async Task A_name_that_the_tests_patch_and_the_program_lacks_is_a_matter_of_signature()
    {
        const string test = """
            import unittest
            from unittest.mock import patch
            class TestCases(unittest.TestCase):
                @patch("__test__.randint")
                def test_patched(self, randint):
                    self.assertEqual(task_func(1), 2)
            """;
        Assert.Equal(CodeVerdict.Signature, (await sandbox.RunAsync(TwoTests.Solution, test)).Verdict);
    }

    [Fact]
    public async Task What_the_program_prints_is_kept_up_to_a_limit()
    {
        var result = await sandbox.RunAsync("import sys\ndef task_func(x):\n    print('häßlich', file=sys.stderr)\n    return x + 1");
        Assert.Equal("häßlich\nhäßlich\n", result.Output);
        var flood = await sandbox.RunAsync("def task_func(x):\n    for _ in range(200): print('y' * 100_000)\n    return x + 1");
        Assert.Equal((CodeVerdict.Pass, SandboxFixture.Limits.OutputBytes), (flood.Verdict, flood.Output.Length));
    }
}
