using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core;
using CollabLLM.Core.Calls;

namespace CollabLLM.Cli.Runs;

/// <summary>What a command with model calls works with: its folder, its models, the one way to ask them, and what they took.</summary>
internal sealed class Run : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Indented = new(ConversationLine.Json) { WriteIndented = true };

    private readonly RunFolder? _folder;
    private readonly Lazy<HttpClient> _web = new(() => new() { Timeout = TimeSpan.FromSeconds(120) });

    private Run(CommandContext context, RunFolder? folder, RunModels models, CallRunner calls, PriceList? prices, long seed) =>
        (Context, _folder, Models, Calls, Prices, Seed) = (context, folder, models, calls, prices, seed);

    public CommandContext Context { get; }

    /// <summary>For what is no model and is asked over HTTP: embeddings.</summary>
    public HttpClient Web => _web.Value;

    /// <summary>Of a run whose command must be given one; else see <see cref="HasFolder"/>.</summary>
    public RunFolder Folder => _folder ?? throw new InvalidOperationException("This run has no folder.");

    /// <summary>Without a folder there is no journal: a run that is cut off starts over.</summary>
    public bool HasFolder => _folder is not null;

    public RunModels Models { get; }

    public CallRunner Calls { get; }

    public PriceList? Prices { get; }

    public long Seed { get; }

    public static Run Open(ParseResult parse, RunOptions options, CommandContext context)
    {
        var settings = Settings.Load(context);
        var prices = PricesOf(parse.GetValue(options.Prices), settings);
        var folder = parse.GetValue(options.Out) is { } path ? RunFolder.Open(path) : null;
        var budget = new CallBudget(parse.GetValue(options.MaxCalls), (decimal?)parse.GetValue(options.MaxCost));
        var retry = RetryPolicy.Default with
        {
            Attempts = parse.GetValue(options.Attempts) ?? RetryPolicy.Default.Attempts,
            BackupAfter = parse.GetValue(options.BackupAfter) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        var calls = new CallRunner(new(prices?.Version), context.Time, folder?.Journal, budget, retry);
        return new(
            context, folder, new RunModels(settings, prices, parse.GetValue(options.Concurrency), context.Time), calls, prices, parse.GetValue(options.Seed) ?? RunOptions.DefaultSeed);
    }

    public Task<NamedModel> ModelAsync(string? name) => Models.LoadAsync(name, Context.Interruption.Leave);

    /// <summary>Works through items, several at a time, and shows on stderr how far it is.</summary>
    /// <param name="what">What the items are, in the plural.</param>
    /// <param name="expectedCalls">How many calls that takes at most.</param>
    /// <returns>A result for each item, in their order.</returns>
    public async Task<IReadOnlyList<TResult>> WorkAsync<TItem, TResult>(
        string what, IReadOnlyList<TItem> items, long expectedCalls, int parallel, Func<TItem, CancellationToken, Task<TResult>> work)
    {
        IReadOnlyList<TResult> results = [];
        await new RunView(Context.Output, Calls.Ledger, Prices, Context.Time).ShowAsync(
            what, items.Count, expectedCalls, async tell => results = await AllOrNone.RunAsync(items, parallel, tell, work, Context.Interruption.Leave));
        return results;
    }

    /// <summary>Writes <c>summary.json</c>.</summary>
    public Task WriteSummaryAsync(JsonObject summary) => Folder.WriteLinesAsync("summary.json", [summary], Indented);

    public async ValueTask DisposeAsync()
    {
        await Models.DisposeAsync();
        if (_web.IsValueCreated) _web.Value.Dispose();
        _folder?.Dispose();
    }

    private static PriceList? PricesOf(string? given, Settings settings)
    {
        var path = given ?? Path.Combine(settings.Root, "models", "prices.json");
        if (given is null && !File.Exists(path)) return null;
        try
        {
            return PriceList.Read(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"--prices: {path} cannot be read: {e.Message}", e);
        }
    }
}
