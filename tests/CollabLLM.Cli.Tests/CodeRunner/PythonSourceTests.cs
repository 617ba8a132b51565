using System.Text.Json.Nodes;
using CollabLLM.Cli.CodeRunner;

namespace CollabLLM.Cli.Tests.CodeRunner;

public sealed class PythonSourceTests
{
    [Theory]
    [InlineData("x = 1\n", "x = 1\n")]
    [InlineData("```python\nx = 1\n```", "x = 1\n")]
    [InlineData("```\nx = 1\n```", "x = 1\n")]
    [InlineData("```py\r\nx = 1\r\n```\r\n", "x = 1\r\n")]
    [InlineData("~~~Python3\nx = 1\n~~~", "x = 1\n")]
    [InlineData("Install it:\n```bash\npip install something-long-enough-to-win\n```\nThen:\n```python\nx = 1\n```\nDone.", "x = 1\n")]
    [InlineData("```python\nx = 1\n```\nor\n```python\nx = 1\ny = 2\n```", "x = 1\ny = 2\n")]
    [InlineData("Here:\n```python\nx = 1\n", "x = 1\n")]
    [InlineData("s = '```'\n", "s = '```'\n")]
    [InlineData("````python\ns = '''\n```\n'''\n````", "s = '''\n```\n'''\n")]
    [InlineData("", "")]
    public void Fences_are_taken_off(string text, string code) => Assert.Equal(code, PythonSource.Unfenced(text));

    [Fact]
    public void Libraries_are_a_list_or_the_literal_of_one()
    {
        Assert.Equal(["os", "sklearn"], TaskLibraries.Of(JsonNode.Parse("""["os", "sklearn"]"""))!);
        Assert.Equal(["os", "sklearn"], TaskLibraries.Of(JsonValue.Create("['os', \"sklearn\"]"))!);
        Assert.Empty(TaskLibraries.Of(JsonValue.Create("[]"))!);
        Assert.Contains("openpyxl", TaskLibraries.Of(JsonValue.Create("['pandas']"))!);
        Assert.Null(TaskLibraries.Of(null));
        Assert.Null(TaskLibraries.Of(JsonValue.Create(3)));
    }
}
