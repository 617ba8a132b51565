using CollabLLM.Core.Prompts;

namespace CollabLLM.Core.Tests.Prompts;

public sealed class PromptLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("collab-prompts-").FullName;

    /// <summary>
    /// What each version of a shipped prompt says, for good: records name it by version. A change to a file raises its version and adds
    /// a line here.
    /// </summary>
    private static readonly Dictionary<string, string> Published = new()
    {
        ["accuracy 1"] = "1461613ed28d",
        ["ask_or_answer 1"] = "e7dbf06061d9",
        ["collaborative 1"] = "ada9fadd1800",
        ["extract 1"] = "c6569f13205a",
        ["helpfulness 1"] = "72813b060973",
        ["interactivity 1"] = "0026f83e9e5c",
        ["interactivity_uqs 1"] = "90fbc55e88ca",
        ["phrase 1"] = "7c4ea273ae17",
        ["proactive 1"] = "50ae36f73093",
        ["repair 1"] = "079fef7c9dff",
        ["strategy_ask 1"] = "45681c18d94e",
        ["strategy_contrast 1"] = "45b583e911de",
        ["strategy_draft 1"] = "3b06c4110e86",
        ["strategy_options 1"] = "bce181a28e13",
        ["user_plain 1"] = "03cd833011f4",
        ["user_simulator 1"] = "9e1c77d682b1",
    };

    public static TheoryData<string> Names => [.. PromptLibrary.Shipped.All.Select(p => p.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_changed_prompt_has_a_new_version() =>
        Assert.Equal(Published, PromptLibrary.Shipped.All.ToDictionary(p => $"{p.Name} {p.Version}", p => p.Stamp.Hash));

    [Fact]
    public void Every_name_that_the_code_uses_is_shipped() =>
        Assert.Equal(
            typeof(PromptNames).GetFields().Select(f => (string)f.GetRawConstantValue()!).Order(StringComparer.Ordinal),
            PromptLibrary.Shipped.All.Select(p => p.Name));

    [Theory]
    [InlineData(PromptNames.UserSimulator, "task_desc single_turn_prompt reference chat_history terminal_signal", "current_answer thought response")]
    [InlineData(PromptNames.Proactive, "chat_history additional_info max_new_tokens", "current_problem thought response")]
    [InlineData(PromptNames.Collaborative, "", "")]
    [InlineData(PromptNames.Extract, "extract_type extraction_requirement blocks chat_history", "thought take final_completion")]
    [InlineData(PromptNames.Accuracy, "question ground_truth completion", "thought accuracy")]
    [InlineData(PromptNames.Interactivity, "chat_history", "thought interactivity")]
    [InlineData(PromptNames.InteractivityUqs, "chat_history", "thought U Q S")]
    [InlineData(PromptNames.Helpfulness, "user_intent chat_history response", "helpfulness.thought helpfulness.score")]
    public void The_fields_are_those_of_the_method(string name, string inputs, string outputs)
    {
        var prompt = PromptLibrary.Shipped.Get(name);
        Assert.Equal(inputs, string.Join(' ', prompt.Inputs.Select(i => i.Name)));
        Assert.Equal(outputs, string.Join(' ', prompt.Outputs.Fields.Select(f => f.Name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_comes_from_outside_is_fenced(string name)
    {
        string[] ours = ["task_desc", "terminal_signal", "max_new_tokens", "extract_type", "extraction_requirement", "manner", "wanted"];
        Assert.All(PromptLibrary.Shipped.Get(name).Inputs, i => Assert.Equal(!ours.Contains(i.Name), i.Fenced));
    }

    [Fact]
    public void A_file_of_a_folder_takes_the_place_of_the_shipped_one()
    {
        var shipped = PromptLibrary.Shipped.Get("interactivity");
        Write("interactivity.md", shipped.Text.Replace("Judge how well", "Say how well", StringComparison.Ordinal));
        Write("mine.md", "---\nname: mine\nversion: 3\ndescription: Mine.\n---\nHello.");
        var library = PromptLibrary.Load(_folder);
        Assert.StartsWith("Say how well", library.Get("interactivity").Render(new Dictionary<string, string?> { ["chat_history"] = "x" }), StringComparison.Ordinal);
        Assert.Equal(shipped.Version, library.Get("interactivity").Version);
        Assert.NotEqual(shipped.Hash, library.Get("interactivity").Hash);
        Assert.Equal(new PromptStamp("mine", 3, library.Get("mine").Hash[..12]), library.Get("mine").Stamp);
        Assert.Equal(PromptLibrary.Shipped.All.Count + 1, library.All.Count);
        Assert.Same(PromptLibrary.Shipped.Get("accuracy"), library.Get("accuracy"));
    }

    [Fact]
    public void Line_ends_and_byte_order_marks_do_not_change_a_prompt()
    {
        var shipped = PromptLibrary.Shipped.Get("accuracy");
        Write("accuracy.md", "\uFEFF" + shipped.Text.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n\r\n");
        Assert.Equal(shipped.Hash, PromptLibrary.Load(_folder).Get("accuracy").Hash);
    }

    [Theory]
    [InlineData("Hello.", "x.md, line 1: the file must begin with a line ---")]
    [InlineData("---\nname: x\n", "x.md, line 2: the line --- that ends")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\n---\n \n", "x.md, line 5: the template is empty")]
    [InlineData("---\nversion: 1\ndescription: d\n---\nT", "x.md, line 2: name is missing")]
    [InlineData("---\nname: x y\nversion: 1\ndescription: d\n---\nT", "x.md, line 2: name: x y is no name")]
    [InlineData("---\nname: x\nversion: 1.0\ndescription: d\n---\nT", "x.md, line 3: version: 1.0 is no whole number")]
    [InlineData("---\nname: x\nversion: 1\nname: y\n---\nT", "x.md, line 4: name is given twice")]
    [InlineData("---\nname: x\nversion: 1\nauthor: y\n---\nT", "x.md, line 4: author is unknown")]
    [InlineData("---\nname: x\nversion 1\n---\nT", "x.md, line 3: \"version 1\" has no colon")]
    [InlineData("---\nname: x\n  a: fenced\n---\nT", "x.md, line 3: a is indented")]
    [InlineData("---\nname: x\ninputs: a, b\n---\nT", "x.md, line 3: inputs: each has a line of its own")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\ninputs:\n  a: raw\n---\n{{$a}}", "x.md, line 6: inputs: a: \"raw\" must be fenced")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\ninputs:\n  fence: plain\n---\n{{$fence}}", "x.md, line 6: inputs: fence is filled in by the program")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\noutputs:\n  a: number 0-1\n---\nT", "x.md, line 6: outputs: a: \"number 0-1\" must be text")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\noutputs:\n  a: text\n  A: text\n---\nT", "x.md, line 7: outputs: A is given twice")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\ninputs:\n  a: plain\n---\nT\n\n{{$b}}", "x.md, line 10: template: {{$b}} is no input of this prompt")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\n---\nT {{time.now}}", "x.md, line 6: template: {{time.now}} is neither a variable")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\n---\nT {{$a", "x.md, line 6: template: a {{ is never closed")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\ninputs:\n  a: plain\n---\nT", "x.md: inputs: a does not occur in the template")]
    [InlineData("---\nname: x\nversion: 1\ndescription: d\ninputs:\n  a: fenced\n---\n{{$a}}", "x.md: template: it has fenced inputs")]
    public void A_bad_file_is_a_sentence_that_names_file_and_field(string text, string words)
    {
        Write("x.md", text);
        AssertRefused(words);
    }

    [Fact]
    public void A_file_that_would_not_fit_its_place_is_refused()
    {
        Write("y.md", "---\nname: z\nversion: 1\ndescription: d\n---\nT");
        AssertRefused("y.md: name: is z, so the file must be called z.md");
        Replace("chat_history: fenced", "chat_history: plain", "inputs: chat_history comes from outside, so it must be fenced");
        Replace("interactivity: number 0..1", "interactivity: number 1..3", "outputs: interactivity is missing or of another type than number 0..1");
        Replace("interactivity: number 0..1", "interactivity: number 0..1, optional", "outputs: interactivity is missing");
        Replace("The conversation:\n", "{{$goal}}", "inputs: interactivity is not given goal", "inputs:\n", "inputs:\n  goal: fenced\n");
        File.WriteAllBytes(Path.Combine(_folder, "interactivity.md"), [0x2d, 0xff]);
        AssertRefused("interactivity.md is not UTF-8");
        Assert.Contains("There is no folder", Assert.Throws<InputException>(() => PromptLibrary.Load(_folder + "-none")).Message, StringComparison.Ordinal);
        Assert.Contains("There is no prompt nope. There is: accuracy, ", Assert.Throws<InputException>(() => PromptLibrary.Shipped.Get("nope")).Message, StringComparison.Ordinal);

        void Replace(string before, string after, string words, string also = "\0", string instead = "")
        {
            File.Delete(Path.Combine(_folder, "y.md"));
            var text = PromptLibrary.Shipped.Get("interactivity").Text;
            Assert.Contains(before, text, StringComparison.Ordinal);
            Write("interactivity.md", text.Replace(before, after, StringComparison.Ordinal).Replace(also, instead, StringComparison.Ordinal));
            AssertRefused(words);
        }
    }

    [Fact]
    public void Schema_and_form_say_the_same()
    {
        var outputs = PromptLibrary.Shipped.Get(PromptNames.Helpfulness).Outputs;
        Assert.Equal(
            """{"type":"object","properties":{"helpfulness":{"type":"object","properties":{"thought":{"type":"string","description":"what the reply does for the person\u0027s aim, and what it lacks"},"score":{"type":"number","description":"your judgement"}},"required":["thought","score"],"additionalProperties":false}},"required":["helpfulness"],"additionalProperties":false}""",
            outputs.Json.GetRawText());
        Assert.Equal(
            """
            {
              "helpfulness": {
                "thought": "<text: what the reply does for the person's aim, and what it lacks>",
                "score": <number from 0 to 1: your judgement>
              }
            }
            """,
            outputs.Form);
        Assert.Contains("\"take\":{\"type\":[\"string\",\"null\"]", PromptLibrary.Shipped.Get(PromptNames.Extract).Outputs.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("\"action\":{\"type\":\"string\",\"enum\":[\"ask\",\"answer\"]", PromptLibrary.Shipped.Get(PromptNames.AskOrAnswer).Outputs.Json.GetRawText(), StringComparison.Ordinal);
        Assert.True(PromptLibrary.Shipped.Get(PromptNames.Collaborative).Outputs.IsEmpty);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private void AssertRefused(string words)
    {
        var e = Assert.Throws<InputException>(() => PromptLibrary.Load(_folder));
        Assert.StartsWith(_folder, e.Message, StringComparison.Ordinal);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }
}
