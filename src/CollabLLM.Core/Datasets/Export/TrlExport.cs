using System.Text.Json.Nodes;
using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets.Conversion;
using CollabLLM.Core.Datasets.Multiturn;

namespace CollabLLM.Core.Datasets.Export;

/// <summary>
/// Rows as TRL reads them, in both of its formats: conversational (lists of messages, which the trainer renders with the model's template), and
/// standard (texts that are rendered here). Which rows there are is decided by <see cref="DatasetConverter"/>.
/// </summary>
/// <param name="rendering">Null for the conversational format.</param>
public sealed class TrlExport(MultiturnDataset data, ConversionOptions options, ChatRendering? rendering)
{
    private readonly DatasetConverter _converter = new(data, options with { ConversationalReplies = true });

    /// <summary>Rows are made, and rendered, when they are enumerated.</summary>
    /// <exception cref="InputException">A message holds a mark of the rendering; said when the row is made.</exception>
    public ConvertedSplits<ITrainingRow> Rows(TrlForm form) => form switch
    {
        TrlForm.Sft => Split(_converter.ToSft(), Sft),
        TrlForm.Dpo => Split(_converter.ToDpo(), Dpo),
        TrlForm.Kto => Split(_converter.ToKto(), Kto),
        _ => Split(_converter.ToGrpo(), Grpo),
    };

    private ConvertedSplits<ITrainingRow> Split<T>(ConvertedSplits<T> splits, Func<T, JsonObject> render) where T : ITrainingRow
    {
        return new(Part(splits.Train, "train"), Part(splits.Eval, "eval"));

        ConvertedRows<ITrainingRow> Part(ConvertedRows<T> rows, string name) => new(rows.Count, i =>
        {
            if (rendering is null) return rows[i];
            try
            {
                return new RenderedRow(render(rows[i]));
            }
            catch (InputException e)
            {
                throw new InputException($"Row {i + 1} of the result for {name}: {e.Message}", e);
            }
        });
    }

    private JsonObject Sft(SftRow row) => new() { ["text"] = Whole(row.Messages, opensReply: false) };

    private JsonObject Dpo(DpoRow row)
    {
        var (prompt, replies) = Parted(row.Prompt, row.Chosen, row.Rejected);
        return new() { ["prompt"] = prompt, ["chosen"] = replies[0], ["rejected"] = replies[1], ["score_chosen"] = row.ScoreChosen, ["score_rejected"] = row.ScoreRejected };
    }

    private JsonObject Kto(KtoRow row)
    {
        var (prompt, replies) = Parted(row.Prompt, row.Completion);
        return new() { ["prompt"] = prompt, ["completion"] = replies[0], ["label"] = row.Label, ["score"] = row.Score };
    }

    private JsonObject Grpo(GrpoRow row) => new()
    {
        ["prompt"] = Whole(row.Inputs.Prompt, opensReply: true),
        ["single_turn_prompt"] = row.Inputs.SingleTurnPrompt,
        ["single_turn_completion"] = row.Inputs.SingleTurnCompletion,
        ["single_turn_metadata"] = row.Inputs.SingleTurnMetadata.DeepClone(),
        ["conv_id"] = row.Conversation.Text is { } text ? text : row.Conversation.Number,
        ["turn_id"] = row.TurnId,
    };

    /// <summary>
    /// The prompt with the opening of a reply, and what the template makes of each reply after it. A template may write a reply in the history otherwise than it opens
    /// one (it drops a thinking block, say): the prompt then ends where the two begin to differ, so that prompt and reply together are always the whole rendering.
    /// </summary>
    private (string Prompt, string[] Replies) Parted(IReadOnlyList<TranscriptMessage> prompt, params ReadOnlySpan<string> replies)
    {
        var opened = Whole(prompt, opensReply: true);
        var shared = opened.Length;
        var whole = new string[replies.Length];
        for (var i = 0; i < replies.Length; i++)
        {
            whole[i] = Whole([.. prompt, new(MessageRole.Assistant, replies[i])], opensReply: false);
            shared = Math.Min(shared, opened.AsSpan().CommonPrefixLength(whole[i]));
        }
        // Never between the two halves of a character.
        if (shared > 0 && shared < opened.Length && char.IsHighSurrogate(opened[shared - 1])) shared--;
        return (opened[..shared], [.. whole.Select(w => w[shared..])]);
    }

    private string Whole(IReadOnlyList<TranscriptMessage> messages, bool opensReply)
    {
        foreach (var (at, message) in messages.Index())
        {
            if (rendering!.Marks.FirstOrDefault(m => message.Content.Contains(m, StringComparison.Ordinal)) is { } mark)
            {
                throw new InputException($"message {at + 1} holds {mark}, which a tokenizer would take for markup: export messages instead of texts.");
            }
        }
        return rendering!.Render(messages, opensReply);
    }
}
