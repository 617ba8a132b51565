using System.CommandLine;
using System.Globalization;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Rewards;
using CollabLLM.Cli.Runs;
using CollabLLM.Cli.Simulations;
using CollabLLM.Core.Datasets.SingleTurn;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Rollouts;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Cli.Training;

/// <summary>The options of online training and what they mean together.</summary>
internal sealed class OnlineOptionSet
{
    /// <summary>In place of a file: goals and users of the world of short documents.</summary>
    public const string World = "world";

    /// <summary>Wishes of the world to evaluate on.</summary>
    public const int EvaluationGoals = 64;

    private const int WorldGoals = 1000;

    private readonly OnlineDefaults _usual;
    private readonly Option<int?> _contexts;
    private readonly Option<int?> _replies;
    private readonly Option<double?> _rate;
    private readonly Option<int?> _goalEpochs;
    private readonly Option<int?> _epochs;
    private readonly Option<int?> _miniBatch;
    private readonly Option<int?> _messages = NumberOptions.Whole("--messages", "Messages of the conversations that replies are drawn to, at most, both sides together. Default: 14.", 1, 1000);
    private readonly Option<int?> _parallel = NumberOptions.Whole("--parallel", "Conversations that are written at a time. Default: 64.", 1, 10_000);
    private readonly Option<string> _rollouts = ConversionOptionSet.OneOf("--rollouts", "What writes conversations: auto, the managed decoder on a copy of the weights, or the policy itself.", "auto", "managed", "policy");
    private readonly Option<int?> _together = NumberOptions.Whole("--together", "Replies of a pass; fewer need less memory. Default: 8.", 1, 65_536);
    private readonly Option<long?> _steps = NumberOptions.Long("--steps", "Ends after so many steps. Default: when every goal was talked about.");
    private readonly Option<int?> _warmUp = NumberOptions.Whole("--warm-up", "Steps until the highest rate. Default: 0.", 0, int.MaxValue);
    private readonly Option<int?> _saveEvery = NumberOptions.Whole("--save-every", "Steps between checkpoints. What was drawn after the last one is kept too. Default: 10.", 1, int.MaxValue);
    private readonly Option<bool> _recompute = new("--recompute") { Description = "Compute blocks again on the way back: a third more time, far less memory." };

    /// <param name="usual">Of the method.</param>
    /// <param name="updates">Whether a step may learn from its replies several times.</param>
    public OnlineOptionSet(OnlineDefaults usual, bool updates)
    {
        _usual = usual;
        HasUpdates = updates;
        Base = new(new(new() { Peak = usual.Rate }, usual.Contexts, usual.GoalEpochs, new LoraOptions().Rank, new()), ofNew: null, drops: false);
        _contexts = NumberOptions.Whole("--contexts", $"Contexts of a step, each about another goal. Default: {usual.Contexts}.", 1, 65_536);
        _replies = NumberOptions.Whole("--replies", $"Replies to each context. Default: {usual.Replies}.", usual.LeastReplies, 1024);
        _rate = NumberOptions.Real("--rate", string.Create(CultureInfo.InvariantCulture, $"Highest learning rate. Default: {usual.Rate}."), 1e-12, 10);
        _goalEpochs = NumberOptions.Whole("--epochs", $"Times that every goal is talked about, unless --steps is given. Default: {usual.GoalEpochs}.", 1, 100_000);
        _epochs = NumberOptions.Whole("--update-epochs", $"Times that a step learns from its replies. Default: {usual.Epochs}.", 1, 1000);
        _miniBatch = NumberOptions.Whole("--mini-batch", $"Replies of a step of the optimiser. Default: {usual.MiniBatch?.ToString(CultureInfo.InvariantCulture) ?? "all"}.", 1, 65_536);
    }

    public BaseOptions Base { get; }

    public RunOptions Run { get; } = new();

    public PlayerOptions Players { get; } = new();

    public RewardOptions Reward { get; } = new();

    public Option<string> Goals { get; } = new("--goals")
    {
        Description = $"What the users want: rows of {{\"prompt\", \"completion\", ...}} as collab generate reads them, or {World}: wishes for short documents, {WorldGoals} or as many as --limit says, and a user who has them.",
        HelpName = $"FILE|{World}",
        Required = true,
    };

    public EvaluationOptions Evaluation { get; } = new(usualEvery: 10, $"Goals to evaluate on, each with one reply, as --goals names them; {World}: {EvaluationGoals} wishes whose values are never in training.", $"FILE|{World}");

    public Option<FieldMap> Map { get; } = GoalOptions.Map();

    private bool HasUpdates { get; }

    /// <param name="more">The method's own.</param>
    public void AddTo(Command command, IEnumerable<Option> more)
    {
        Option[] all =
        [
            .. Base.All, Goals, .. Evaluation.All, Map, .. Players.OfUser, Players.MaxTokens, _contexts, _replies, _messages, _parallel, _rollouts, .. more, _rate, _warmUp, _goalEpochs, _steps,
            .. HasUpdates ? (Option[])[_epochs, _miniBatch] : [], _together, _recompute, _saveEvery, .. Run.All.Except([Run.DryRun]),
        ];
        foreach (var option in all) command.Add(option);
        Reward.AddTo(command);
    }

    public void Check(ParseResult parse)
    {
        Base.Check(parse);
        if (Base.Rank(parse) == 0) throw new CommandException(ExitCodes.Usage, "--lora-rank must be 1 or more: without the adapter the model is the reference.");
        Evaluation.Check(parse);
        if (parse.GetValue(_steps) is < 1) throw new CommandException(ExitCodes.Usage, "--steps must be 1 or more.");
        if (parse.GetValue(_steps) is not null && parse.GetValue(_goalEpochs) is not null) throw new CommandException(ExitCodes.Usage, "--epochs and --steps do not go together.");
    }

    public int GoalsOfWorld(ParseResult parse) => parse.GetValue(Run.Limit) ?? WorldGoals;

    public RolloutOptions Rollouts(ParseResult parse, long seed)
    {
        var usual = new RolloutOptions();
        return usual with
        {
            Contexts = parse.GetValue(_contexts) ?? _usual.Contexts,
            Replies = parse.GetValue(_replies) ?? _usual.Replies,
            MaxMessages = parse.GetValue(_messages) ?? usual.MaxMessages,
            FutureMessages = Reward.FutureMessages(parse),
            ReplyTokens = parse.GetValue(Players.MaxTokens) ?? usual.ReplyTokens,
            Together = parse.GetValue(_parallel) ?? usual.Together,
            Threads = Base.Threads(parse),
            Engine = parse.GetRequiredValue(_rollouts) switch { "managed" => RolloutEngine.Managed, "policy" => RolloutEngine.Policy, _ => null },
            Seed = seed,
        };
    }

    public OnlineOptions Updates(ParseResult parse, long seed)
    {
        var usual = new OnlineOptions();
        return usual with
        {
            Together = parse.GetValue(_together) ?? usual.Together,
            Checkpointing = parse.GetValue(_recompute),
            Epochs = HasUpdates ? parse.GetValue(_epochs) ?? _usual.Epochs : 1,
            MiniBatch = HasUpdates ? parse.GetValue(_miniBatch) ?? _usual.MiniBatch : null,
            Seed = seed,
        };
    }

    /// <param name="epochSteps">Steps until every goal was talked about once.</param>
    public LoopOptions Loop(ParseResult parse, long epochSteps) => Evaluation.AddTo(parse, new()
    {
        Steps = parse.GetValue(_steps) ?? (epochSteps * (parse.GetValue(_goalEpochs) ?? _usual.GoalEpochs)),
        Rate = new() { Peak = parse.GetValue(_rate) ?? _usual.Rate, WarmUp = parse.GetValue(_warmUp) ?? 0 },
        SaveEvery = parse.GetValue(_saveEvery) ?? 10,
    });
}
