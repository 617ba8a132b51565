using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using Microsoft.Extensions.AI;

namespace CollabLLM.Gguf.Tests.Fuzz;

/// <summary>
/// The process that reads damaged files: this test program started again with <see cref="Variable"/> set. It reports each seed before and
/// after; if it dies or hangs in between, the test knows on which file.
/// </summary>
internal static class FuzzChild
{
    /// <summary>FOLDER;FIRST SEED;COUNT.</summary>
    public const string Variable = "COLLAB_GGUF_FUZZ_CHILD";

    private const long MostMemory = 600L << 20;
    private static readonly ChatMessage[] Talk = [new(ChatRole.User, "Hi <|im_end|> 😀"), new(ChatRole.Assistant, "Hello"), new(ChatRole.User, "Bye")];

    // Before the test program's own Main, which is then never reached.
    [ModuleInitializer]
    public static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(';') is not [var folder, var first, var count]) return;
        Run(folder, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
        Environment.Exit(0);
    }

    private static void Run(string folder, int first, int count)
    {
        var files = new FuzzFiles(folder);
        var path = Path.Combine(folder, "case.gguf");
        using var self = Process.GetCurrentProcess();
        for (var seed = first; seed < first + count; seed++)
        {
            Console.WriteLine($"seed {seed}");
            var (file, isAdapter) = files.Make(seed);
            File.WriteAllBytes(path, file);
            Console.WriteLine(Read(path, files.SoundModel, isAdapter));
            self.Refresh();
            if (self.PeakWorkingSet64 > MostMemory) throw new InvalidOperationException($"{self.PeakWorkingSet64 >> 20} MB of memory were taken.");
        }
    }

    private static string Read(string path, string soundModel, bool isAdapter)
    {
        GgufModelOptions options = new() { Threads = 1, Slots = 1, BatchTokens = 32, Seed = 1 };
        if (isAdapter) options = options with { Adapters = new Dictionary<string, string> { ["x"] = path } };
        GgufModel model;
        try
        {
            TouchTensors(path);
            model = GgufModel.Load(isAdapter ? soundModel : path, options);
        }
        catch (GgufException e)
        {
            return e.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal) ? "refused" : throw new InvalidOperationException("The file is not named.", e);
        }
        using (model) Use(model, isAdapter ? "x" : null);
        return "read";
    }

    private static void TouchTensors(string path)
    {
        using var file = GgufFile.Open(path);
        foreach (var tensor in file.Tensors)
        {
            var data = file.Data(tensor);
            GC.KeepAlive(data[0] + data[^1]);
        }
    }

    /// <summary>Weights may be nonsense by now, so results are not looked at; but nothing may be read or written outside its place.</summary>
    private static void Use(GgufModel model, string? adapter)
    {
        var tokens = model.Tokenizer.Encode("Hello world 123 ü 😀 <|im_end|>", parseSpecial: true);
        GC.KeepAlive(model.Tokenizer.Decode(Enumerable.Range(0, model.VocabularySize)));
        if (tokens.Length is > 0 and var length && length <= model.ContextTokens) GC.KeepAlive(model.LogitsAsync(tokens, [length - 1], adapter).GetAwaiter().GetResult());
        try
        {
            GC.KeepAlive(model.Template?.Render(Talk, addGenerationPrompt: true));
        }
        catch (TemplateException)
        {
            // A refusal, as when the file is opened.
        }
    }
}
