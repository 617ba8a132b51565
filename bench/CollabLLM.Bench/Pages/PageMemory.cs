using System.Diagnostics;
using System.Globalization;

namespace CollabLLM.Bench.Pages;

/// <summary>What an idle page keeps in the server: the growth with every group of pages that is opened and left alone.</summary>
internal static class PageMemory
{
    private const int Group = 15;
    private const int Groups = 3;

    public static async Task MeasureAsync(PageHost host, Chromium browser, int messages, string question, string answer)
    {
        // What is made once, whoever comes.
        await OpenAsync(host, browser, messages, question, answer);
        await OpenAsync(host, browser, 0, question, answer);
        var empty = await GrowAsync(host, browser, 0, question, answer);
        var full = await GrowAsync(host, browser, messages, question, answer);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"  ratio of medians, {messages} messages over none, managed: {full.Median / empty.Median:0.0}"));
    }

    private static async Task<Samples> GrowAsync(PageHost host, Chromium browser, int messages, string question, string answer)
    {
        var (managed, workingSet) = (new Samples("KiB"), new Samples("KiB"));
        for (var group = 0; group < Groups; group++)
        {
            var before = await StillAsync();
            for (var i = 0; i < Group; i++) await OpenAsync(host, browser, messages, question, answer);
            var after = await StillAsync();
            managed.Add((after.Managed - before.Managed) / 1024.0 / Group);
            workingSet.Add((after.WorkingSet - before.WorkingSet) / 1024.0 / Group);
        }
        Console.WriteLine($"  idle page of a chat of {messages} messages, managed heap after collection: {managed}");
        Console.WriteLine($"  idle page of a chat of {messages} messages, working set: {workingSet}");
        return managed;
    }

    private static async Task OpenAsync(PageHost host, Chromium browser, int messages, string question, string answer)
    {
        var person = Guid.CreateVersion7();
        var path = messages == 0 ? "/" : $"/c/{await host.AddChatAsync(person, messages, question, answer)}";
        var page = await browser.OpenAsync(new Uri(host.Address, path), host.CookieOf(person));
        await page.UntilAsync($"document.querySelector('#composer-text') && document.querySelectorAll('.turn').length === {messages}");
    }

    private static async Task<(long Managed, long WorkingSet)> StillAsync()
    {
        await Task.Delay(1500);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return (GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
    }
}
