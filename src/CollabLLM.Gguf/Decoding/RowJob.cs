using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>The same work for every token of a batch; a few tokens are not worth waking another thread for.</summary>
internal sealed class RowJob(Action<int> row) : PoolJob
{
    private const int Grain = 4;

    public void RunOn(WorkerPool pool, int rows) => pool.Run(this, rows, Grain);

    public override void Run(int from, int to, int worker)
    {
        for (var i = from; i < to; i++) row(i);
    }
}
