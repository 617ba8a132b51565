using System.Globalization;
using CollabLLM.Bench.Turns;

namespace CollabLLM.Bench.Pages;

/// <summary>What an open page costs: memory of the server, bytes over its socket, questions to the database.</summary>
internal static class PageBench
{
    private const int Messages = 50;
    private const int ReplyLength = 2000;
    private const int Replies = 3;

    private const string Question = "Could you say that again in simpler words, and with an example that a child would understand?";
    private static readonly string Paragraph = string.Concat(Enumerable.Repeat("A plain sentence of a reply goes on like this, word by word. ", 8)).TrimEnd();
    private static readonly string Answer = $"{Paragraph}\n\n- one **bold** thing\n- two `code`\n\n```csharp\nvar x = 1;\n```\n\nThat is all.";

    public static async Task<int> RunAsync(string[] args)
    {
        if (!File.Exists(Chromium.Program))
        {
            Console.Error.WriteLine($"This benchmark opens pages in Chromium; {Chromium.Program} is not there.");
            return 3;
        }
        foreach (var database in args.Length > 0 ? args : ["sqlite"])
        {
            await using var metronome = new Metronome(TimeSpan.FromMilliseconds(20));
            var model = new ReadingModel(metronome);
            await using var host = await PageHost.StartAsync(database, model);
            await using var browser = await Chromium.StartAsync();
            Console.WriteLine($"{database}, the application in this process behind Kestrel on loopback, pages in Chromium");
            await QueriesAsync(host, browser);
            await BytesAsync(host, browser, model);
            await PageMemory.MeasureAsync(host, browser, Messages, Question, Answer);
        }
        return 0;
    }

    private static async Task QueriesAsync(PageHost host, Chromium browser)
    {
        var person = Guid.CreateVersion7();
        var shortChat = await host.AddChatAsync(person, 2, Question, Answer);
        var longChat = await host.AddChatAsync(person, 200, Question, Answer);
        foreach (var (name, path) in (IEnumerable<(string, string)>)
            [("new chat", "/"), ("chat of 2 messages", $"/c/{shortChat}"), ("chat of 200 messages", $"/c/{longChat}"), ("no such chat", $"/c/{Guid.NewGuid()}"), ("no such page", "/no/such/page")])
        {
            host.Queries.Reset();
            var page = await browser.OpenAsync(new Uri(host.Address, path), host.CookieOf(person));
            await page.UntilAsync("document.querySelector('#composer-text') || document.querySelector('h1')");
            Console.WriteLine($"  queries, {name}: {await SettledAsync(host)}");
            if (path == "/")
            {
                host.Queries.Reset();
                await page.EvaluateAsync("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))");
                await page.UntilAsync("document.querySelector('.rail input')");
                await page.EvaluateAsync("(e => { e.value = 'simpler'; e.dispatchEvent(new Event('input', { bubbles: true })); })(document.querySelector('.rail input'))");
                Console.WriteLine($"  queries, a search: {await SettledAsync(host)}");
            }
            await page.CloseAsync();
            await SettledAsync(host, least: 0);
        }
    }

    /// <summary>The count once it has stood still for a second.</summary>
    private static async Task<int> SettledAsync(PageHost host, int least = 1)
    {
        int before;
        do
        {
            before = host.Queries.Count;
            await Task.Delay(1000);
        }
        while (before < least || before != host.Queries.Count);
        return before;
    }

    private static async Task BytesAsync(PageHost host, Chromium browser, ReadingModel model)
    {
        var paragraphs = string.Join("\n\n", Enumerable.Repeat(Paragraph, 1 + (ReplyLength / Paragraph.Length)));
        foreach (var (name, text) in (IEnumerable<(string, string)>)[("in paragraphs", paragraphs), ("one paragraph", paragraphs.Replace("\n\n", "  ", StringComparison.Ordinal))])
        {
            model.Text = text[..(ReplyLength - 1)] + ".";
            var (bytes, frames, sizes) = (new Samples("bytes"), new Samples("frames"), new Samples("bytes"));
            for (var i = 0; i < Replies; i++)
            {
                var page = await browser.OpenAsync(new Uri(host.Address, "/"), host.CookieOf(Guid.CreateVersion7()));
                // The first message also brings the page of the new chat; the second is a reply and nothing else.
                await page.SayAsync("Read.");
                await page.UntilAsync("document.querySelectorAll('.turn.reply[data-outcome]:not([data-live])').length === 1");
                await page.CountAsync();
                await page.SayAsync("Read again.");
                await page.UntilAsync("document.querySelectorAll('.turn.reply[data-outcome]:not([data-live])').length === 2");
                await Task.Delay(500);
                bytes.Add(page.Frames.Sum());
                frames.Add(page.Frames.Count);
                foreach (var size in page.Frames) sizes.Add(size);
                await page.CloseAsync();
            }
            Console.WriteLine($"  sent for a reply of {ReplyLength} characters at 50 tokens/s, {name}: {bytes}, {frames}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    ratio of bytes to characters: {bytes.Median / ReplyLength:0.0}; of a frame: median {sizes.Median:0}, p90 {sizes.Quantile(0.9):0}, largest {sizes.Quantile(1):0}"));
        }
    }
}
