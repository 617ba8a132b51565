using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Tests.Kernels;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_exactly_once_in_every_round(int threads)
    {
        using var pool = new WorkerPool(threads);
        var job = new Counting(1000);
        for (var round = 1; round <= 500; round++)
        {
            pool.Run(job, 1000, 7);
            Assert.All(job.Counts, count => Assert.Equal(round, count));
        }
    }

    [Fact]
    public void A_failure_reaches_the_caller_and_the_pool_goes_on()
    {
        using var pool = new WorkerPool(3);
        var failing = new Failing();
        Assert.ThrowsAny<Exception>(() => pool.Run(failing, 100, 1));
        var job = new Counting(100);
        pool.Run(job, 100, 1);
        Assert.All(job.Counts, count => Assert.Equal(1, count));
    }

    private sealed class Counting(int items) : PoolJob
    {
        public int[] Counts { get; } = new int[items];

        public override void Run(int from, int to, int worker)
        {
            for (var i = from; i < to; i++) Interlocked.Increment(ref Counts[i]);
        }
    }

    private sealed class Failing : PoolJob
    {
        public override void Run(int from, int to, int worker) => throw new InvalidOperationException("as asked");
    }
}
