using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Commands;
using CollabLLM.Training.Cycles;

namespace CollabLLM.Cli.Training;

/// <summary>The options of <c>collab cycle builtin</c>.</summary>
internal sealed class CycleOptionSet
{
    private const string UsualBase = "models/collab-builtin-base.gguf";

    private readonly Option<string?> _base = new("--base") { Description = $"The base policy. Default: {UsualBase}; with --full and --smoke it is made.", HelpName = "FILE.gguf" };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "What is done, as JSON. Default: the recipe of the built-in model.", HelpName = "FILE.json" };
    private readonly Option<bool> _full = new("--full") { Description = "Make the base too, run all seeds of the recipe, and the ablations." };
    private readonly Option<bool> _smoke = new("--smoke") { Description = "The same steps with next to nothing to learn: shows that everything runs." };
    private readonly Option<string?> _foreign = new("--foreign") { Description = "A folder with benchmarks (math-hard, bigcodebench, abg-coqa): their first messages are asked too.", HelpName = "DIR" };

    private readonly Option<long[]> _seeds = new("--seed") { Description = "With --full: only these seeds of the recipe. Processes with different seeds may share a folder.", HelpName = "N", AllowMultipleArgumentsPerToken = true };

    /// <summary>Where everything goes.</summary>
    public Option<string> Out { get; } = new("--out") { Description = "The folder of the cycle. One that was cut off goes on from what is in it.", HelpName = "DIR", Required = true };

    private readonly Option<int?> _threads = NumberOptions.Whole("--threads", "Threads that compute a stage; the same number gives the same bits. Default: the processor's cores over the lanes.", 1, 1024);
    private readonly Option<int?> _lanes = NumberOptions.Whole("--lanes", "Stages of a seed that may run side by side, which changes no bit where --threads is the same. Default: 2 where there are two cores and --threads is not said, else 1.", 1, 64);

    /// <summary>Threads of a stage.</summary>
    public int Threads(ParseResult parse) => parse.GetValue(_threads) ?? Math.Max(1, Environment.ProcessorCount / Lanes(parse));

    private int Lanes(ParseResult parse) => parse.GetValue(_lanes) ?? (parse.GetValue(_threads) is null && Environment.ProcessorCount > 1 ? 2 : 1);

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Out, _base, _recipe, _full, _seeds, _smoke, _foreign, _threads, _lanes }) command.Add(option);
    }

    /// <summary>What is asked for.</summary>
    /// <param name="root">Of the installation: the usual base lies there.</param>
    public (CycleRecipe Recipe, CycleOptions Options) Read(ParseResult parse, string root)
    {
        var (full, smoke, given) = (parse.GetValue(_full), parse.GetValue(_smoke), parse.GetValue(_recipe));
        if (full && smoke) throw new CommandException(ExitCodes.Usage, "--full and --smoke do not go together.");
        if (smoke && given is not null) throw new CommandException(ExitCodes.Usage, "--smoke has a recipe of its own; --recipe does not go with it.");
        var seeds = parse.GetValue(_seeds) ?? [];
        if (seeds.Length > 0 && !full) throw new CommandException(ExitCodes.Usage, "--seed goes with --full; without it there is one seed.");
        var recipe = smoke ? CycleRecipe.Smoke : given is null ? new() : CycleRecipe.Read(given);
        if (!full && !smoke) recipe = recipe with { Seeds = [recipe.Seeds[0]] };
        var start = parse.GetValue(_base) ?? (full || smoke ? null : Path.Combine(root, UsualBase));
        if (start is not null && !File.Exists(start)) throw new CommandException(ExitCodes.BadInput, $"The base {start} is not there: name one with --base, or make it with --full.");
        return (recipe, new()
        {
            Folder = parse.GetRequiredValue(Out),
            Base = start,
            Seeds = seeds.Length > 0 ? seeds : null,
            Ablations = full || smoke,
            Foreign = parse.GetValue(_foreign),
            Threads = Threads(parse),
            Lanes = Lanes(parse),
        });
    }

    /// <summary>The command line, for the report.</summary>
    public string Command(ParseResult parse)
    {
        List<string> words = ["collab cycle builtin"];
        if (parse.GetValue(_full)) words.Add("--full");
        if (parse.GetValue(_smoke)) words.Add("--smoke");
        if (parse.GetValue(_base) is { } file) words.Add($"--base {Path.GetFileName(file)}");
        if (parse.GetValue(_recipe) is { } recipe) words.Add($"--recipe {Path.GetFileName(recipe)}");
        if (parse.GetValue(_foreign) is not null) words.Add("--foreign DIR");
        words.Add(string.Create(CultureInfo.InvariantCulture, $"--threads {Threads(parse)}"));
        words.Add("--out DIR");
        return string.Join(' ', words);
    }
}
