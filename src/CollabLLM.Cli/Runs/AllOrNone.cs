namespace CollabLLM.Cli.Runs;

/// <summary>Works through the items of a run, several at a time. The first that cannot go on (a spent budget, an item that lacks something) calls the others back.</summary>
internal static class AllOrNone
{
    /// <param name="parallel">How many at a time.</param>
    /// <returns>A result for each item, in their order.</returns>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, int parallel, Action<int> tell, Func<TItem, CancellationToken, Task<TResult>> work, CancellationToken leave)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(leave);
        using var places = new SemaphoreSlim(parallel);
        var done = 0;
        return await Task.WhenAll(items.Select(async item =>
        {
            try
            {
                await places.WaitAsync(stop.Token);
                try
                {
                    var result = await work(item, stop.Token);
                    tell(Interlocked.Increment(ref done));
                    return result;
                }
                finally
                {
                    places.Release();
                }
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }));
    }
}
