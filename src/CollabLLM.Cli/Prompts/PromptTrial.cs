using CollabLLM.Cli.Runs;
using CollabLLM.Core.Calls;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Prompts;
using CollabLLM.Core.Prompts.Replies;
using Microsoft.Extensions.AI;

namespace CollabLLM.Cli.Prompts;

/// <summary>A prompt as a model truly answers it: once, with the repair call that a run would make.</summary>
/// <param name="Model">Who was asked.</param>
/// <param name="Replies">As they came: the reply, then that to the repair call where there was one.</param>
/// <param name="Value">Null after a failure, and for a prompt whose reply is prose.</param>
/// <param name="Failure">Null when the reply was read.</param>
internal sealed record PromptTrial(string Model, IReadOnlyList<string> Replies, StructuredReply? Value, Failure? Failure, IReadOnlyList<string> Tolerated)
{
    private const string Address = "test";

    /// <param name="model">A model of the catalogue, or a GGUF file.</param>
    public static async Task<PromptTrial> RunAsync(
        CommandContext context, PromptLibrary library, Prompt prompt, IReadOnlyDictionary<string, string?> arguments, string model, GenerationSettings settings, long seed)
    {
        await using var models = new RunModels(Settings.Load(context), prices: null, concurrency: null, context.Time);
        var named = await models.LoadAsync(model, context.Interruption.Leave);
        using var heard = new HeardReplies(named.Client);
        var calls = new CallRunner(new(), context.Time);
        if (!prompt.Outputs.IsEmpty)
        {
            var answer = await new PromptCaller(calls, library).AskAsync(
                new()
                {
                    Prompt = prompt,
                    Arguments = arguments,
                    Model = named with { Client = heard },
                    Role = CallRole.Judge,
                    Settings = settings,
                    Address = Address,
                    Seed = seed,
                },
                context.Interruption.Leave);
            return new(named.Name, heard.Texts, answer.Value, answer.Failure, answer.Tolerated);
        }
        await calls.AskAsync(
            new()
            {
                Model = named with { Client = heard },
                Role = CallRole.Assistant,
                Messages = [new(ChatRole.User, prompt.Render(arguments))],
                Settings = settings with { Seed = Seeds.Derive(seed, Address) },
                Address = Address,
            },
            context.Interruption.Leave);
        return new(named.Name, heard.Texts, null, null, []);
    }

    /// <summary>Remembers what the model said, before anybody reads it. The client belongs to whoever made it.</summary>
    private sealed class HeardReplies(IChatClient inner) : DelegatingChatClient(inner)
    {
        private readonly List<string> _texts = [];

        public IReadOnlyList<string> Texts => _texts;

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            _texts.Add(response.Text);
            return response;
        }

        protected override void Dispose(bool disposing)
        {
            // The inner one is not ours.
            base.Dispose(disposing: false);
        }
    }
}
