using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using CollabLLM.Data;
using CollabLLM.Models;
using CollabLLM.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace CollabLLM.Web.Tests.Host;

/// <summary>docs/configuration.md and the options classes say the same.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private const string Entry = "Models:Catalogue:NAME";
    private static readonly string Text = File.ReadAllText(Find("docs/configuration.md"));

    [Fact]
    public void Every_key_stands_in_a_table_with_its_default_and_there_are_no_others()
    {
        var rows = Rows();
        var keys = Keys().ToDictionary(k => k.Key, k => k.Default, StringComparer.Ordinal);
        Assert.Equal(keys.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(rows, row =>
        {
            Assert.Equal(5, row.Value.Length);
            Assert.DoesNotContain("", row.Value);
            Assert.Equal((row.Key, keys[row.Key]), (row.Key, row.Value[2]));
        });
    }

    [Fact]
    public void Every_key_is_in_an_example_and_every_example_can_be_read()
    {
        var examples = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match block in Block().Matches(Text))
        {
            var configuration = block.Groups["language"].Value == "json" ? Json(block.Groups["text"].Value) : Variables(block.Groups["text"].Value);
            Read(configuration);
            examples.UnionWith(configuration.AsEnumerable().Select(e => Generic(e.Key)));
        }
        Assert.All(Keys(), k => Assert.Contains(Generic(k.Key), examples));
    }

    private static IConfigurationRoot Json(string text)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return new ConfigurationBuilder().AddJsonStream(json).Build();
    }

    private static IConfigurationRoot Variables(string text) => new ConfigurationBuilder()
        .AddInMemoryCollection(Variable().Matches(text)
            .Select(v => KeyValuePair.Create(v.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal), (string?)v.Groups[2].Value)))
        .Build();

    /// <summary>Binds the sections there are; an unknown key or a value of the wrong type throws.</summary>
    private static void Read(IConfiguration configuration)
    {
        foreach (var (section, type) in Sections().Where(s => configuration.GetSection(s.Section).Exists()))
        {
            configuration.GetSection(section).Bind(Activator.CreateInstance(type), b => b.ErrorOnUnknownConfiguration = true);
        }
    }

    /// <summary>Each class with a constant <c>Section</c> is one.</summary>
    private static IEnumerable<(string Section, Type Type)> Sections() =>
        from assembly in new[] { typeof(ModelsOptions).Assembly, typeof(DatabaseOptions).Assembly, typeof(HostingOptions).Assembly }
        from type in assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
        where section is { IsLiteral: true }
        select ((string)section.GetRawConstantValue()!, type);

    private static IEnumerable<(string Key, string Default)> Keys() =>
        Sections().SelectMany(s => Of(s.Section, s.Type)).Concat(Of(Entry, typeof(ModelOptions))).Where(k => k.Key != "Models:Catalogue");

    private static IEnumerable<(string Key, string Default)> Of(string section, Type type)
    {
        var fresh = Activator.CreateInstance(type);
        foreach (var property in type.GetProperties().Where(p => p.CanWrite))
        {
            var key = $"{section}:{property.Name}";
            yield return property.GetValue(fresh) switch
            {
                null => (key, "–"),
                // What is named is one of what the key says: ADAPTER of Adapters.
                IDictionary<string, string> => ($"{key}:{property.Name.TrimEnd('s').ToUpperInvariant()}", "none"),
                IList<string> => ($"{key}:N", "none"),
                TimeSpan time => (key, Trim(time.ToString("c", CultureInfo.InvariantCulture))),
                bool flag => (key, flag ? "true" : "false"),
                var value => (key, Convert.ToString(value, CultureInfo.InvariantCulture)!),
            };
        }
    }

    /// <summary>Without the zeros at the end of a fraction of a second.</summary>
    private static string Trim(string time) => time.LastIndexOf('.') > time.LastIndexOf(':') ? time.TrimEnd('0') : time;

    /// <summary>The rows of tables that begin with a key: its cells by the key.</summary>
    private static Dictionary<string, string[]> Rows() => Text.Split('\n')
        .Where(l => KeyRow().IsMatch(l))
        .Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(c => c[0].Trim('`'), StringComparer.Ordinal);

    /// <summary>A key with the names that people choose taken out.</summary>
    private static string Generic(string key)
    {
        key = ChosenName().Replace(key, Entry);
        return ChosenPart().Replace(key, "$1");
    }

    private static string Find(string file)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, file))) return Path.Combine(at.FullName, file);
        }
        throw new InvalidOperationException($"There is no {file} above the tests.");
    }

    [GeneratedRegex(@"^\| `[A-Z]\w+:")]
    private static partial Regex KeyRow();

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^([A-Z]\w+__\w+)=(\S[^\n]*?)(?: dotnet run[^\n]*)?$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex("^Models:Catalogue:[^:]+", RegexOptions.IgnoreCase)]
    private static partial Regex ChosenName();

    [GeneratedRegex("(:Adapters|:Starters|:AllowedOrigins):[^:]+$")]
    private static partial Regex ChosenPart();
}
