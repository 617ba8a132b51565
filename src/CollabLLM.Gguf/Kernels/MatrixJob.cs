namespace CollabLLM.Gguf.Kernels;

/// <summary>One or more matrices times the same activations, cut by panels of 16 rows.</summary>
internal sealed unsafe class MatrixJob : PoolJob
{
    private readonly Part[] _parts = new Part[4];
    private ActivationBatch _input = null!;
    private int _count;
    private int _first;
    private int _tokens;

    public int Items { get; private set; }

    public MatrixJob Begin(ActivationBatch input, int firstToken, int tokens)
    {
        (_input, _first, _tokens, _count, Items) = (input, firstToken, tokens, 0, 0);
        return this;
    }

    /// <param name="matrix">The weights.</param>
    /// <param name="target">Row of the first token; rows hold at least the matrix's rows rounded up to 16.</param>
    /// <param name="stride">Distance between rows in floats.</param>
    public MatrixJob Add(PackedMatrix matrix, float* target, int stride)
    {
        _parts[_count++] = new Part(matrix, (nint)target, stride, Items);
        Items += matrix.Panels;
        return this;
    }

    public void RunOn(WorkerPool pool) => pool.Run(this, Items, Math.Clamp(Items / (pool.Threads * 6), 1, 64));

    public override void Run(int from, int to, int worker)
    {
        for (var i = 0; i < _count; i++)
        {
            var part = _parts[i];
            var end = Math.Min(to, part.Start + part.Matrix.Panels);
            for (var at = Math.Max(from, part.Start); at < end; at++)
            {
                part.Matrix.MultiplyPanel(at - part.Start, _input, _first, _tokens, (float*)part.Target, part.Stride);
            }
        }
    }

    private readonly record struct Part(PackedMatrix Matrix, nint Target, int Stride, int Start);
}
