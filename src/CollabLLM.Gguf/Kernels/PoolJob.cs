namespace CollabLLM.Gguf.Kernels;

/// <summary>Work that can be cut into items and done by several threads at once. The same object is filled and run again and again.</summary>
internal abstract class PoolJob
{
    /// <param name="from">First item.</param>
    /// <param name="to">One beyond the last item.</param>
    /// <param name="worker">Number of the thread, for scratch memory: 0 is the caller.</param>
    public abstract void Run(int from, int to, int worker);
}
