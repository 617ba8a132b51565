namespace CollabLLM.Cli.Tests.CodeRunner;

/// <summary>A task: the successor of a number.</summary>
internal static class TwoTests
{
    public const string EntryPoint = "task_func";

    public const string Source = """
        import unittest
        class TestCases(unittest.TestCase):
            def test_first(self):
                self.assertEqual(task_func(1), 2)
            def test_second(self):
                self.assertEqual(task_func(2), 3)
        """;

    public const string Solution = "def task_func(x): return x + 1";
}
