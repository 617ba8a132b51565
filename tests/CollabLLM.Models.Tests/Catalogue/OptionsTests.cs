using Microsoft.Extensions.Options;

namespace CollabLLM.Models.Tests.Catalogue;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("Catalogue:x:Slots", "0", "Models:Catalogue:x:Slots")]
    [InlineData("Catalogue:x:QueueLimit", "-1", "Models:Catalogue:x:QueueLimit")]
    [InlineData("Catalogue:x:ContextSize", "3", "Models:Catalogue:x:ContextSize")]
    [InlineData("Catalogue:x:Threads", "0", "Models:Catalogue:x:Threads")]
    [InlineData("Catalogue:x:Retries", "99", "Models:Catalogue:x:Retries")]
    [InlineData("Catalogue:x:IdleTimeout", "00:00:00", "Models:Catalogue:x:IdleTimeout must be longer than nothing")]
    [InlineData("Catalogue:x:IdleTimeout", "99.00:00:00", "Models:Catalogue:x:IdleTimeout must be longer than nothing and at most a day")]
    [InlineData("Catalogue:x:TotalTimeout", "-00:00:01", "Models:Catalogue:x:TotalTimeout must be longer than nothing")]
    [InlineData("Catalogue:x:Path", "", "Models:Catalogue:x:Path must name a GGUF file (set Models__Catalogue__x__Path).")]
    [InlineData("Catalogue:s:Provider", "7", "Models:Catalogue:s:Provider must be one of Builtin, OpenAI, Scripted.")]
    [InlineData("Catalogue:x:Adapters:terse", "", "Models:Catalogue:x:Adapters:terse must name a GGUF file.")]
    [InlineData("Catalogue:s:Adapters:terse", "a.gguf", "Models:Catalogue:s:Adapters:terse: only a built-in model takes adapters.")]
    [InlineData("Catalogue:s:Path", "", "Models:Catalogue:s:Path must name a script (set Models__Catalogue__s__Path).")]
    [InlineData("Catalogue:r:Endpoint", "localhost:8000", "Models:Catalogue:r:Endpoint must be an address such as http://localhost:8000/v1.")]
    [InlineData("Catalogue:r:Model", " ", "Models:Catalogue:r:Model must name the model on that server.")]
    [InlineData("Catalogue:a/b:Path", "b.gguf", "Models:Catalogue:a/b: the name may not be empty or hold a slash.")]
    [InlineData("Default", "y", "Models:Default is 'y', which Models:Catalogue does not have. It has: r, s, x, x/bold.")]
    public void What_cannot_be_meant_stops_the_start_with_a_sentence_that_names_the_key(string key, string value, string sentence)
    {
        var settings = Sound();
        settings[key] = value;
        var refused = Assert.Throws<OptionsValidationException>(() => Check(settings));
        Assert.Contains(sentence, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Catalogue:x:Slots", "many")]
    [InlineData("Catalogue:x:IdleTimeout", "a while")]
    [InlineData("Catalogue:x:Provider", "Magic")]
    [InlineData("Catalogue:x:Pth", "m.gguf")]
    [InlineData("Defualt", "x")]
    public void What_has_not_even_the_right_type_is_named_too(string key, string value)
    {
        var settings = Sound();
        settings[key] = value;
        Assert.Contains("Models:" + key, Assert.Single(Assert.Throws<OptionsValidationException>(() => Check(settings)).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var settings = Sound();
        settings["Catalogue:x:Slots"] = "0";
        settings["Catalogue:r:Model"] = "";
        settings["Default"] = "y";
        Assert.Equal(3, Assert.Throws<OptionsValidationException>(() => Check(settings)).Failures.Count());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("X")]
    [InlineData("x/bold")]
    public void A_default_is_an_entry_or_an_adapter_in_any_case(string name)
    {
        var settings = Sound();
        settings["Default"] = name;
        Check(settings);
    }

    private static Dictionary<string, string> Sound() => new()
    {
        ["Catalogue:x:Path"] = "x.gguf",
        ["Catalogue:x:Adapters:bold"] = "bold.gguf",
        ["Catalogue:s:Provider"] = "Scripted",
        ["Catalogue:s:Path"] = "s.json",
        ["Catalogue:r:Provider"] = "OpenAI",
        ["Catalogue:r:Endpoint"] = "http://localhost:8000/v1",
        ["Catalogue:r:Model"] = "m",
    };

    private static void Check(Dictionary<string, string> settings) =>
        TestCatalogue.Create(AppContext.BaseDirectory, [.. settings.Select(s => (s.Key, s.Value))]).Validate();
}
