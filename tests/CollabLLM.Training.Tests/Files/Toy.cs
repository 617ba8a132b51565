using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;
using CollabLLM.Core.Metrics;
using CollabLLM.Core.Rewards;
using CollabLLM.Core.Simulation;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tests.Format;
using CollabLLM.Gguf.Tokenization;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Rollouts;
using static TorchSharp.torch;

namespace CollabLLM.Training.Tests.Files;

/// <summary>A random model that talks nonsense with a user who does not listen, and earns the share of its letters that are vowels.</summary>
internal static class Toy
{
    /// <summary>What its tokenizer is made from: what the model says follows from that and its seed, and from nothing of the product.</summary>
    private const string Text = """
        the toy says what it says and the listener says again what the toy has said; letters come and letters go, vowels are counted,
        the other letters are not counted, and again and again the toy says more than the listener has said before it goes
        """;

    public static string Model(TemporaryFolder folder)
    {
        var (fresh, path) = (Path.Combine(folder.Path, "fresh.gguf"), Path.Combine(folder.Path, "toy.gguf"));
        var tokens = new BytePairTrainer("smollm");
        tokens.Add(Text);
        var described = tokens.Train(320, ["<|im_start|>", "<|im_end|>"]).ToDictionary();
        described["tokenizer.chat_template"] = GgufValue.From(ChatTemplate.ChatMl);
        FreshModel.Write(fresh, Shape(((IReadOnlyCollection<string>)described["tokenizer.ggml.tokens"].Value).Count), described, tied: true, seed: 2);
        using var policy = Torch.Load(fresh);
        using var none = no_grad();
        var embedding = policy.Tensors.Single(t => t.Key == "token_embd.weight").Value;
        // Wide enough for an adapter to make a token likely: a head that is frozen bounds what it can say.
        using var wider = tensor(10f);
        embedding.mul_(wider);
        // Next to the others the end is unlikely, and under this seed no reply is empty.
        using var end = embedding[-1];
        end.zero_();
        PolicyFile.Save(policy, path, GgmlType.F32);
        return path;
    }

    private static ModelShape Shape(int vocabulary) => new()
    {
        Architecture = "llama",
        Layers = 1,
        Width = 32,
        Heads = 2,
        KeyHeads = 2,
        HeadSize = 16,
        FeedForward = 96,
        Vocabulary = vocabulary,
        TrainedContext = 256,
        NormEpsilon = 1e-5f,
        RopeBase = 10_000,
        RopeSize = 16,
        RopeByHalves = false,
        RopeLinearFactor = 1,
    };

    /// <summary>With an adapter on frozen weights.</summary>
    public static Policy Policy(string model, double dropout = 0)
    {
        var policy = Torch.Load(model);
        LoraAdapters.Add(policy, new() { Rank = 8, Dropout = dropout }, 1);
        return policy;
    }

    public static RolloutOptions Options { get; } = new() { Contexts = 6, Replies = 3, MaxMessages = 5, FutureMessages = 0, ReplyTokens = 8, Together = 16, Threads = 1, Seed = 5 };

    public static RolloutTask Task(ConversationScorer? score = null, IUserSimulator? user = null, int goals = 10) => new()
    {
        Goals = [.. Enumerable.Range(0, goals).Select(i => new Goal($"g{i}", $"Goal {i}", ""))],
        User = user ?? new Listener(),
        Score = score ?? Letters,
        Rule = new(RewardForm.Linear, [RewardTerm.Of("letters", 1)]),
        Allocation = FutureAllocation.Fixed(1),
    };

    public static Task<MetricResults> Letters(MetricSubject subject, CancellationToken cancellationToken)
    {
        var text = subject.Messages.Last(m => m.Role == MessageRole.Assistant).Content;
        return System.Threading.Tasks.Task.FromResult(Result(MetricScore.Of(Vowels(text))));
    }

    public static double Vowels(string text) => text.Count("aeiouAEIOU".Contains) / (double)text.Length;

    public static MetricResults Result(MetricScore score) => new(new Dictionary<string, MetricScore> { ["letters"] = score }, new Dictionary<string, Extraction>());

    /// <summary>Speaks a few times and leaves, sooner or later by the goal.</summary>
    /// <param name="wait">Before each message.</param>
    public sealed class Listener(Func<Task>? wait = null) : IUserSimulator
    {
        public string Name => "listener";

        public string Version => "1";

        public async Task<UserReply> SpeakAsync(UserTurn turn, CancellationToken cancellationToken)
        {
            if (wait is not null) await wait();
            var said = turn.Messages.Count(m => m.Role == MessageRole.User);
            if (turn.Goal.Id == "g3") throw new CallFailedException(new(FailureKind.Infrastructure, "The line to g3 is dead."), null);
            return new(said > turn.Goal.Id[^1] % 3 ? $"Bye. {SimulationOptions.UsualSignal}" : $"Say something, {turn.DrawSeed % 100}.") { Settled = true };
        }
    }
}
