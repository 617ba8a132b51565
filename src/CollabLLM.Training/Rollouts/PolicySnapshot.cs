using CollabLLM.Core;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Training.Dialogues;
using CollabLLM.Training.Policies;
using Microsoft.Extensions.Logging.Abstractions;
using TorchSharp;

namespace CollabLLM.Training.Rollouts;

/// <summary>A policy at one step, ready to talk in many conversations at once.</summary>
internal sealed class PolicySnapshot : IDisposable
{
    private readonly IDisposable _owned;

    private PolicySnapshot(Policy policy, ContinuousBatchScheduler scheduler, IDisposable owned, int context, int together, int replyTokens)
    {
        _owned = owned;
        ReplyTokens = Math.Min(replyTokens, context / 2);
        var tokenizer = policy.Tokenizer!;
        Client = new(scheduler, tokenizer, new DialogueEncoder(tokenizer, policy.Template!));
        Model = new("policy", "in training", Client, together, null)
        {
            ContextTokens = context,
            CountTokens = text => tokenizer.Encode(text, parseSpecial: false).Length,
            // The same again would fail the same way.
            IsTransient = _ => false,
        };
    }

    public PolicyChatClient Client { get; }

    /// <summary>Most tokens of a reply. It never takes more than half of the context: what is kept free for it is taken from what was said before.</summary>
    public int ReplyTokens { get; }

    /// <summary>As Core asks it.</summary>
    public NamedModel Model { get; }

    /// <exception cref="TrainingException">The policy cannot talk, or its copy cannot be written.</exception>
    public static PolicySnapshot Open(Policy policy, RolloutOptions options)
    {
        if (policy.Tokenizer is null || policy.Template is null) throw new TrainingException($"{policy.Name} brings no tokenizer or no chat template (tokenizer.ggml.model, tokenizer.chat_template), so it cannot talk with anybody.");
        var engine = options.Engine ?? (policy.Options.Place.type == DeviceType.CPU ? RolloutEngine.Managed : RolloutEngine.Policy);
        if (engine == RolloutEngine.Managed)
        {
            var model = Copy(policy, options);
            return new(policy, model.Scheduler, model, model.ContextTokens, options.Together, options.ReplyTokens);
        }
        var evaluating = new PolicyEngine(policy, options.Together, Math.Min(policy.Shape.TrainedContext, GgufModel.DefaultContext));
        var scheduler = new ContinuousBatchScheduler(evaluating, new() { Seed = 0, PrefillSlice = evaluating.MaxBatchTokens }, NullLogger.Instance);
        return new(policy, scheduler, scheduler, evaluating.ContextTokens, options.Together, options.ReplyTokens);
    }

    public void Dispose() => _owned.Dispose();

    private static GgufModel Copy(Policy policy, RolloutOptions options)
    {
        var path = Path.Combine(Path.GetTempPath(), $"collab-policy-{Guid.NewGuid():N}.gguf");
        try
        {
            PolicyFile.Save(policy, path, GgmlType.F32, adapted: true);
            // Exact: the distribution that is drawn from is the policy's, and takes no more memory than its floats.
            return GgufModel.Load(path, new() { Name = "policy", Slots = options.Together, Threads = options.Threads, Precision = Precision.Exact, Seed = 0, PrefillSlice = 256 });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"The copy of the policy that rollouts run on cannot be written to {path}: {e.Message}", e);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
