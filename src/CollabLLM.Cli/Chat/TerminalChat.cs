using CollabLLM.Core.Conversations;
using CollabLLM.Models;
using Microsoft.Extensions.AI;

namespace CollabLLM.Cli.Chat;

/// <summary>A conversation on a terminal. Nothing of it is stored.</summary>
internal sealed class TerminalChat(CatalogModel model, ChatSettings settings, CommandContext context)
{
    private const string Help = "/new starts over, /exit leaves, Ctrl+C stops a reply; a line that ends in \\ goes on in the next.";
    private readonly List<Message> _path = [];

    /// <summary>One question, one answer.</summary>
    public async Task<int> OnceAsync(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt)) throw new CommandException(ExitCodes.Usage, "There is nothing to send: the message is empty.");
        Add(MessageRole.User, prompt);
        var end = await AskAsync();
        if (!end.Stopped) return ExitCodes.Success;
        context.Output.Say("Stopped.");
        return ExitCodes.Interrupted;
    }

    /// <summary>Until the person leaves.</summary>
    public async Task<int> TalkAsync()
    {
        context.Output.Say($"{model.Title}. {Help}");
        // Not disposed: a terminal that is being read would not let go before the next line.
        var reader = context.Input.Reader();
        while (await ReadAsync(reader) is { } line)
        {
            switch (line.Trim())
            {
                case "":
                    continue;
                case "/exit" or "/quit":
                    return ExitCodes.Success;
                case "/new":
                    _path.Clear();
                    context.Output.Say("A new conversation.");
                    continue;
                case "/help":
                    context.Output.Say(Help);
                    continue;
                case ['/', ..] command when command.Skip(1).All(char.IsAsciiLetter):
                    context.Output.Say($"There is no {command}. {Help}");
                    continue;
            }
            await AnswerAsync(line);
        }
        return ExitCodes.Success;
    }

    private async Task AnswerAsync(string line)
    {
        Add(MessageRole.User, line);
        try
        {
            var end = await AskAsync();
            if (end.Stopped) context.Output.Say("(stopped)");
            if (end.Text.Length > 0) Add(MessageRole.Assistant, end.Text);
        }
        catch (ModelException e)
        {
            // The message is taken back, so that sending it again sends it once.
            _path.RemoveAt(_path.Count - 1);
            context.Output.Say($"{e.Message} The message was not kept.");
        }
    }

    private async Task<ReplyEnd> AskAsync()
    {
        var prompt = PromptBuilder.Build(settings.System, _path, model.ContextTokens, settings.MaxOutputTokens, model.CountTokens);
        var printed = new PrintedReply(context.Output);
        var finish = default(ChatFinishReason?);
        using var step = context.Interruption.Begin();
        try
        {
            await foreach (var update in model.Client.GetStreamingResponseAsync(prompt, settings.Options(), step.Token))
            {
                if (QueuePosition.Of(update) is { Ahead: >= 0 } place) context.Output.Say(Words(place));
                printed.Add(update.Text);
                finish = update.FinishReason ?? finish;
            }
        }
        catch (OperationCanceledException) when (step.Token.IsCancellationRequested)
        {
            printed.End();
            return new(printed.Text, Stopped: true);
        }
        catch (ModelException)
        {
            printed.End();
            throw;
        }
        printed.End();
        if (finish == ChatFinishReason.Length)
        {
            context.Output.Say($"(cut off after {settings.MaxOutputTokens} tokens or at the end of the model's context; --max-tokens sets how many)");
        }
        return new(printed.Text, Stopped: false);
    }

    private async Task<string?> ReadAsync(TextReader reader)
    {
        var lines = "";
        while (true)
        {
            context.Output.Ask(lines.Length == 0 ? "> " : "  ");
            string? line;
            try
            {
                // Reading a terminal cannot be cancelled; leaving need not wait for it.
                line = await Task.Run(reader.ReadLine).WaitAsync(context.Interruption.Leave);
            }
            catch (OperationCanceledException)
            {
                line = null;
            }
            if (line is null)
            {
                context.Output.Say("");
                return lines.Length > 0 ? lines : null;
            }
            if (!line.EndsWith('\\')) return lines + line;
            lines += line[..^1] + "\n";
        }
    }

    private void Add(MessageRole role, string text) =>
        _path.Add(new(Guid.CreateVersion7(context.Time.GetUtcNow()), _path.Count > 0 ? _path[^1].Id : null, role, SafeText.Clean(text)));

    private static string Words(QueuePosition place)
    {
        var when = place.Estimate is { } estimate ? $", about {Math.Max(1, estimate.TotalSeconds):0} s" : "";
        return place.Ahead == 0 ? $"Waiting: next{when}." : $"Waiting: {place.Ahead} before this one{when}.";
    }
}
