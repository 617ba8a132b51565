using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CollabLLM.Core;

namespace CollabLLM.Cli.JsonLines;

/// <summary>
/// Turns one JSON object a line into one JSON object a line, in order; blank lines are passed over. A file given as output appears only
/// when every line was good.
/// </summary>
internal static class JsonLineFile
{
    private const string Stdin = "-";
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="input">A file, or <c>-</c> for stdin.</param>
    /// <param name="output">A file, or null for stdout.</param>
    /// <param name="turn">Writes the object that answers a line. Several run at once when <paramref name="atOnce"/> allows it.</param>
    /// <param name="atOnce">How many lines are worked on at the same time; answers keep the order of the lines all the same.</param>
    /// <param name="mayBeEmpty">Whether an input without a line is answered by an output without one, or is a mistake.</param>
    /// <returns>The number of lines answered.</returns>
    public static async Task<int> TurnAsync(
        CommandContext context, string input, string? output, Func<JsonElement, Utf8JsonWriter, Task> turn, CancellationToken cancellationToken, int atOnce = 1,
        bool mayBeEmpty = true)
    {
        var name = input == Stdin ? "stdin" : input;
        // Bytes survive Latin-1 unchanged, so a line can be cut first and judged as UTF-8 alone, with its number at hand.
        using var reader = new StreamReader(OpenInput(context, input), Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        if (output is null) return Counted(await LinesAsync(reader, name, turn, line => context.Output.Out.WriteLineAsync(line), atOnce, cancellationToken));
        var draft = output + ".part";
        try
        {
            int count;
            await using (var writer = new StreamWriter(draft, false, new UTF8Encoding(false)) { NewLine = "\n" })
            {
                count = Counted(await LinesAsync(reader, name, turn, writer.WriteLineAsync, atOnce, cancellationToken));
            }
            File.Move(draft, output, overwrite: true);
            return count;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{output} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(draft)) File.Delete(draft);
        }

        int Counted(int count) => count > 0 || mayBeEmpty ? count : throw new CommandException(ExitCodes.BadInput, $"{name} holds no line.");
    }

    private static async Task<int> LinesAsync(
        StreamReader reader, string name, Func<JsonElement, Utf8JsonWriter, Task> turn, Func<string, Task> write, int atOnce, CancellationToken cancellationToken)
    {
        var (number, count) = (0, 0);
        var underWay = new Queue<Task<string?>>();
        try
        {
            while (await reader.ReadLineAsync(cancellationToken) is { } raw)
            {
                var at = ++number;
                underWay.Enqueue(atOnce == 1 ? AnswerAsync(raw, name, at, turn, cancellationToken) : Task.Run(() => AnswerAsync(raw, name, at, turn, cancellationToken), cancellationToken));
                while (underWay.Count >= atOnce || underWay.TryPeek(out var first) && first.IsCompleted) await WriteFirstAsync();
            }
            while (underWay.Count > 0) await WriteFirstAsync();
            return count;
        }
        finally
        {
            // The first bad line is the one that is told; what came after it ends before what it uses is disposed of.
            await Task.WhenAll(underWay).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        async Task WriteFirstAsync()
        {
            if (await underWay.Dequeue() is not { } answer) return;
            await write(answer);
            count++;
        }
    }

    /// <returns>Null for a blank line.</returns>
    private static async Task<string?> AnswerAsync(
        string raw, string name, int number, Func<JsonElement, Utf8JsonWriter, Task> turn, CancellationToken cancellationToken)
    {
        try
        {
            var line = Decoded(raw, first: number == 1);
            if (string.IsNullOrWhiteSpace(line)) return null;
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonLineException("each line must hold one JSON object.");
            var buffer = new ArrayBufferWriter<byte>();
            await using var json = new Utf8JsonWriter(buffer, Written);
            await turn(document.RootElement, json);
            await json.FlushAsync(cancellationToken);
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException e)
        {
            throw Bad(e.BytePositionInLine is { } at ? $"this is not JSON, from byte {at + 1} on. {Words(e)}" : $"this is not JSON. {Words(e)}", e);
        }
        catch (Exception e) when (e is JsonLineException or InputException)
        {
            throw Bad(e.Message, e);
        }

        CommandException Bad(string problem, Exception cause) =>
            new(ExitCodes.BadInput, $"{name}, line {number}: {problem}", cause);
    }

    private static string Decoded(string raw, bool first)
    {
        try
        {
            var line = Strict.GetString(Encoding.Latin1.GetBytes(raw));
            return first ? line.TrimStart('\uFEFF') : line;
        }
        catch (DecoderFallbackException)
        {
            throw new JsonLineException("this is not UTF-8.");
        }
    }

    private static string Words(JsonException e) => e.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0];

    private static Stream OpenInput(CommandContext context, string input)
    {
        if (input == Stdin) return context.Input.Open();
        try
        {
            return new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCodes.BadInput,
                e is FileNotFoundException or DirectoryNotFoundException ? $"--input: there is no file {input}." : $"--input: {input} cannot be read: {e.Message}",
                e);
        }
    }
}
