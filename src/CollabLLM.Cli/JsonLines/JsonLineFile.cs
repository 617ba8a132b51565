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
        bool mayBeEmpty = true, int? limit = null)
    {
        var name = NameOf(input);
        using var reader = Open(context, input);
        var count = 0;
        await WriteAsync(context, output, async write =>
        {
            count = await LinesAsync(reader, name, turn, write, atOnce, limit ?? int.MaxValue, cancellationToken);
            if (count == 0 && !mayBeEmpty) throw Empty(name);
        });
        return count;
    }

    /// <summary>All lines, each as what it means, with its number from 1. At least one.</summary>
    /// <param name="limit">Only the first so many; null for all.</param>
    public static async Task<IReadOnlyList<(int Number, T Value)>> ReadAsync<T>(
        CommandContext context, string input, Func<JsonElement, T> read, int? limit, CancellationToken cancellationToken) where T : class
    {
        var name = NameOf(input);
        using var reader = Open(context, input);
        var values = new List<(int, T)>();
        for (var number = 1; values.Count < (limit ?? int.MaxValue) && await reader.ReadLineAsync(cancellationToken) is { } raw; number++)
        {
            if (await MeaningAsync(raw, name, number, line => Task.FromResult(read(line))) is { } value) values.Add((number, value));
        }
        return values.Count > 0 ? values : throw Empty(name);
    }

    /// <summary>Writes lines to a file, which appears only when all are there, or to stdout.</summary>
    /// <param name="work">Gets what writes a line.</param>
    public static async Task WriteAsync(CommandContext context, string? output, Func<Func<string, Task>, Task> work)
    {
        if (output is null)
        {
            await work(context.Output.Out.WriteLineAsync);
            return;
        }
        var draft = output + ".part";
        try
        {
            await using (var writer = new StreamWriter(draft, false, new UTF8Encoding(false)) { NewLine = "\n" }) await work(writer.WriteLineAsync);
            File.Move(draft, output, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.BadInput, $"{output} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(draft)) File.Delete(draft);
        }
    }

    /// <summary>What is said about a line that cannot be used.</summary>
    public static CommandException Bad(string input, int number, Exception cause) => Bad(NameOf(input), number, cause.Message, cause);

    /// <summary>One object as a line.</summary>
    public static string Line(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Written)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string NameOf(string input) => input == Stdin ? "stdin" : input;

    private static CommandException Empty(string name) => new(ExitCodes.BadInput, $"{name} holds no line.");

    private static CommandException Bad(string name, int number, string problem, Exception cause) => new(ExitCodes.BadInput, $"{name}, line {number}: {problem}", cause);

    /// <summary>Bytes survive Latin-1 unchanged, so a line can be cut first and judged as UTF-8 alone, with its number at hand.</summary>
    private static StreamReader Open(CommandContext context, string input) => new(OpenInput(context, input), Encoding.Latin1, detectEncodingFromByteOrderMarks: false);

    private static async Task<int> LinesAsync(
        StreamReader reader, string name, Func<JsonElement, Utf8JsonWriter, Task> turn, Func<string, Task> write, int atOnce, int limit, CancellationToken cancellationToken)
    {
        var (number, count) = (0, 0);
        var underWay = new Queue<Task<string?>>();
        try
        {
            for (var taken = 0; taken < limit && await reader.ReadLineAsync(cancellationToken) is { } raw;)
            {
                var at = ++number;
                if (!string.IsNullOrWhiteSpace(raw)) taken++;
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
    private static Task<string?> AnswerAsync(
        string raw, string name, int number, Func<JsonElement, Utf8JsonWriter, Task> turn, CancellationToken cancellationToken) => MeaningAsync(raw, name, number, async line =>
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer, Written);
        await turn(line, json);
        await json.FlushAsync(cancellationToken);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    });

    /// <returns>Null for a blank line.</returns>
    private static async Task<T?> MeaningAsync<T>(string raw, string name, int number, Func<JsonElement, Task<T>> read) where T : class
    {
        try
        {
            var line = Decoded(raw, first: number == 1);
            if (string.IsNullOrWhiteSpace(line)) return null;
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonLineException("each line must hold one JSON object.");
            return await read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw Bad(name, number, e.BytePositionInLine is { } at ? $"this is not JSON, from byte {at + 1} on. {Words(e)}" : $"this is not JSON. {Words(e)}", e);
        }
        catch (Exception e) when (e is JsonLineException or InputException)
        {
            throw Bad(name, number, e.Message, e);
        }
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
