using CollabLLM.Core;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Randomness;
using CollabLLM.Core.Simulation;
using CollabLLM.Core.World;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;

namespace CollabLLM.Training.Cycles;

/// <summary>
/// A model file in talks with users of the world, many at once. Every draw has a seed of its own and the decoder computes in company what it computes alone, so the same seed gives the
/// same talks. Thread-safe.
/// </summary>
public sealed class WorldTalks : IDisposable
{
    /// <summary>More are runaways: the longest document of the world takes half of it.</summary>
    internal const int ReplyTokens = 400;

    internal const int LeastContext = 2 * ReplyTokens;

    private readonly GgufModel _model;
    private readonly NamedModel _named;
    private readonly CallRunner _calls;

    private WorldTalks(GgufModel model, int together, TimeProvider time)
    {
        _model = model;
        _named = new(model.Name, model.Fingerprint, model.CreateChatClient(), together, null)
        {
            ContextTokens = model.ContextTokens,
            CountTokens = model.CountTokens,
            // The same again would fail the same way.
            IsTransient = _ => false,
        };
        _calls = new(new(), time, retry: RetryPolicy.Default with { Attempts = 1 });
    }

    /// <summary>The first 16 hexadecimal digits of the file's SHA-256.</summary>
    public string Fingerprint => _model.Fingerprint;

    /// <summary>Opens a model.</summary>
    /// <param name="path">A GGUF file with a chat template.</param>
    /// <param name="threads">Null: the physical cores, at most 8.</param>
    /// <param name="together">Replies that are written at the same time.</param>
    /// <param name="time">For pauses between calls that get no answer.</param>
    /// <param name="precision">Exact: what is drawn from is what training computes. Fast: what is served.</param>
    /// <exception cref="TrainingException">The file cannot be used.</exception>
    public static WorldTalks Open(string path, int? threads, int together, TimeProvider time, Precision precision = Precision.Exact)
    {
        try
        {
            var model = GgufModel.Load(path, new() { Slots = together, Threads = threads, Precision = precision, Seed = 0, PrefillSlice = 256 });
            if (model.Template is not null && model.ContextTokens >= LeastContext) return new(model, together, time);
            var why = model.Template is null ? "has no chat template, so it cannot talk with anybody" : $"reads {model.ContextTokens} tokens; a talk about a document needs {LeastContext}";
            model.Dispose();
            throw new TrainingException($"{path} {why}.");
        }
        catch (GgufException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    /// <summary>The two sides.</summary>
    /// <param name="user">The user.</param>
    /// <param name="temperature">0 is greedy; nothing else than the temperature changes the distribution.</param>
    /// <param name="prefix">Stands as a system message in modes with one; null for none.</param>
    public ConversationSimulator With(WorldUserOptions user, double temperature, string? prefix = null) => With(new WorldUser(user), user.TerminationSignal, temperature, prefix);

    /// <summary>The two sides.</summary>
    /// <param name="user">Speaks for the goals.</param>
    /// <param name="terminationSignal">By which it ends a talk.</param>
    /// <param name="temperature">0 is greedy; nothing else than the temperature changes the distribution.</param>
    /// <param name="prefix">Stands as a system message in modes with one; null for none.</param>
    public ConversationSimulator With(IUserSimulator user, string terminationSignal, double temperature, string? prefix = null)
    {
        var settings = new GenerationSettings { Temperature = temperature, TopK = 0, TopP = 1, MinP = 0, RepetitionPenalty = 1, MaxOutputTokens = ReplyTokens };
        return new(new SimulatedAssistant(_calls, _named, settings) { SystemPrompt = prefix }, user, new() { TerminationSignal = terminationSignal });
    }

    /// <summary>A talk about every goal from its beginning.</summary>
    /// <param name="simulator">From <c>With</c>; its prefix, if there is one, stands before every talk.</param>
    /// <param name="replies">Most replies of a talk.</param>
    /// <returns>In the order of the goals.</returns>
    public static async Task<IReadOnlyList<SimulatedConversation>> AllAsync(
        ConversationSimulator simulator, IReadOnlyList<Goal> goals, int replies, long seed, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var mode = new AssistantMode(Proactive: false, SystemPrompt: simulator.Assistant.SystemPrompt is not null);
        var done = 0;
        return await Task.WhenAll(goals.Select(async goal =>
        {
            var conversation = await simulator.RunAsync(
                new() { Address = goal.Id, Goal = goal, History = [], MessageBudget = 2 * replies, Mode = mode, Seed = seed }, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(Interlocked.Increment(ref done) / (double)goals.Count);
            return conversation;
        }));
    }

    /// <summary>The next message from outside the world that the model can read, and reply to.</summary>
    internal ForeignRequest DrawForeign(PythonRandom random)
    {
        while (true)
        {
            var request = ForeignRequests.Draw(random);
            if (CanRead(request.Text)) return request;
        }
    }

    /// <summary>Whether a message leaves room for a reply.</summary>
    public bool CanRead(string message) => _model.CountTokens(message) + ReplyTokens <= _model.ContextTokens;

    /// <summary>One reply to a message that stands alone.</summary>
    public async Task<string> ReplyAsync(string message, long seed, CancellationToken cancellationToken)
    {
        var reply = await _calls.AskAsync(
            new()
            {
                Model = _named,
                Role = CallRole.Assistant,
                Messages = PromptBuilder.BuildTranscript(null, [new(MessageRole.User, message)], _named.ContextTokens, ReplyTokens, _named.CountTokens),
                Settings = new() { Temperature = 0, RepetitionPenalty = 1, MaxOutputTokens = ReplyTokens, Seed = seed },
                Address = "probe",
            },
            cancellationToken);
        return reply.Text;
    }

    /// <summary>Scores of the world by rule, and tokens that are read.</summary>
    public static MetricSet Metrics()
    {
        var registry = new MetricRegistry();
        registry.AddRange(WorldMetric.Entries);
        registry.AddRange(Core.Metrics.Effort.EffortMetric.Entries);
        return new([WorldMetric.Right, WorldMetric.Fields, WorldMetric.Interactivity, "token_amount"], registry);
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}
