using CollabLLM.Core.Conversations;
using CollabLLM.Data;
using CollabLLM.Data.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace CollabLLM.Web.Features.Chat;

/// <summary>Asks the model: the prompt from the log, the stream into the writer.</summary>
public sealed partial class ReplyProducer(
    IDbContextFactory<AppDb> databases, TurnModels models, ReplyWriter writer, IOptions<ChatSettings> settings, TimeProvider time, ILogger<ReplyProducer> logger)
{
    /// <summary>Never fails: what goes wrong is how the reply ended.</summary>
    public async Task<ProducedReply> ProduceAsync(LiveTurn turn)
    {
        var progress = new Progress(turn, time);
        try
        {
            await turn.Model.LoadedAsync(turn.ModelToken);
            turn.Model = models.Find(turn.Model.Name) ?? turn.Model;
            var messages = await PromptAsync(turn, turn.ModelToken);
            return messages is null
                ? progress.End(ReplyOutcome.Failed, "This message is longer than the model can read. Shorten it, or choose a model with a larger context.")
                : await StreamAsync(turn, progress, messages);
        }
        catch (OperationCanceledException) when (turn.ModelToken.IsCancellationRequested)
        {
            return progress.End(ReplyOutcome.Interrupted, null);
        }
        // The edge to the models: whatever they throw becomes an ending.
        catch (Exception e)
        {
            var (outcome, cause) = ReplyCauses.Of(e);
            ModelFailed(logger, e, turn.Model.Name, turn.ReplyId, outcome);
            return progress.End(outcome, cause);
        }
    }

    /// <summary>Null when not even the last message fits.</summary>
    private async Task<IReadOnlyList<ChatMessage>?> PromptAsync(LiveTurn turn, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var source = await db.PromptSourceAsync(turn.ReplyId, cancellationToken)
            ?? throw new InvalidOperationException($"Reply {turn.ReplyId} is not in the log.");
        var model = turn.Model;
        var reply = turn.Settings.MaxOutputTokens ?? settings.Value.MaxOutputTokens;
        var reserve = model.ContextTokens is { } all ? Math.Min(reply, all / 2) : reply;
        var prompt = PromptBuilder.Build(source.SystemPrompt, source.Path, model.ContextTokens, reserve, model.CountTokens);
        if (model.ContextTokens is { } context && prompt.Sum(m => model.CountTokens(m.Text) + PromptBuilder.TokensPerMessage) > context) return null;
        return prompt;
    }

    private async Task<ProducedReply> StreamAsync(LiveTurn turn, Progress progress, IReadOnlyList<ChatMessage> messages)
    {
        var clean = new SafeTextStream();
        await foreach (var update in turn.Model.Client.GetStreamingResponseAsync(messages, ReplyOptions.Of(turn), turn.ModelToken))
        {
            if (QueueNews.Of(update) is { } queue)
            {
                progress.Waits(queue.Position);
                turn.Publish(queue);
                continue;
            }
            progress.Take(update);
            writer.Add(turn, clean.Push(update.Text));
        }
        writer.Add(turn, clean.Flush());
        return progress.End(ReplyOutcome.Completed, progress.WhyComplete);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Model} did not finish reply {ReplyId}: {Outcome}.")]
    private static partial void ModelFailed(ILogger logger, Exception exception, string model, Guid replyId, ReplyOutcome outcome);

    /// <summary>What is measured while the model speaks.</summary>
    private sealed class Progress(LiveTurn turn, TimeProvider time)
    {
        private TimeSpan? _queued;
        private TimeSpan? _firstToken;
        private TokenUsage? _usage;
        private ChatFinishReason? _finish;

        public string? WhyComplete =>
            _finish == ChatFinishReason.Length ? "The reply reached its longest length."
            : _finish == ChatFinishReason.ContentFilter ? "The model's provider cut the reply short."
            : _firstToken is null ? "The model answered without a word."
            : null;

        private TimeSpan Now => time.GetElapsedTime(turn.StartedAt);

        public void Waits(int place) => _queued = place == 0 ? Now : null;

        public void Take(ChatResponseUpdate update)
        {
            _queued ??= Now;
            _finish = update.FinishReason ?? _finish;
            foreach (var content in update.Contents)
            {
                if (content is UsageContent { Details: { } d })
                {
                    _usage = new TokenUsage((int?)d.InputTokenCount, (int?)d.OutputTokenCount, (int?)d.CachedInputTokenCount);
                }
                else if (_firstToken is null && content is TextContent { Text.Length: > 0 })
                {
                    _firstToken = Now;
                }
            }
        }

        public ProducedReply End(ReplyOutcome outcome, string? cause) => new(outcome, cause, _usage, _queued, _firstToken);
    }
}
