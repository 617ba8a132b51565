using System.Runtime.Intrinsics;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Attention of a whole batch in one layer, cut by runs of tokens of one sequence and by key heads.</summary>
internal sealed unsafe class AttentionJob : PoolJob, IDisposable
{
    private const int RunTokens = 8;
    private readonly ModelShape _shape;
    private readonly KvPool _pool;
    private readonly KernelLevel _level;
    private readonly NativeBuffer _scores;
    private readonly int _scoreStride;
    private readonly nint[][] _pointers;
    private readonly List<TokenRun> _runs = [];
    private ActivationBatch _output = null!;
    private float* _queries;
    private int _queryStride;
    private int _layer;

    public AttentionJob(ModelShape shape, KvPool pool, KernelLevel level, int context, int threads)
    {
        (_shape, _pool, _level) = (shape, pool, level);
        _scoreStride = (context + 15) / 16 * 16;
        _scores = new(4L * threads * _scoreStride * sizeof(float));
        _pointers = [.. Enumerable.Range(0, threads).Select(_ => new nint[2 * (_scoreStride / KvBlock.Positions)])];
    }

    /// <summary>Names the tokens of the batch; every layer of the step uses the same.</summary>
    public void Begin(IReadOnlyList<BatchSlice> slices)
    {
        _runs.Clear();
        var row = 0;
        foreach (var slice in slices)
        {
            for (var at = 0; at < slice.Tokens.Length; at += RunTokens)
            {
                _runs.Add(new(slice.Cache, row + at, slice.Start + at, Math.Min(RunTokens, slice.Tokens.Length - at)));
            }
            row += slice.Tokens.Length;
        }
    }

    public void RunLayer(WorkerPool threads, int layer, float* queries, int queryStride, ActivationBatch output)
    {
        _layer = layer;
        _queries = queries;
        _queryStride = queryStride;
        _output = output;
        threads.Run(this, _runs.Count * _shape.KeyHeads, 1);
    }

    public override void Run(int from, int to, int worker)
    {
        for (var item = from; item < to; item++) RunItem(_runs[item / _shape.KeyHeads], item % _shape.KeyHeads, worker);
    }

    public void Dispose() => _scores.Dispose();

    private void RunItem(TokenRun run, int keyHead, int worker)
    {
        var blocks = run.Cache.Blocks;
        var used = (run.Position + run.Tokens + KvBlock.Positions - 1) / KvBlock.Positions;
        var pointers = _pointers[worker];
        for (var i = 0; i < used; i++)
        {
            pointers[i] = (nint)_pool.Keys(blocks[i], _layer, keyHead);
            pointers[used + i] = (nint)_pool.Values(blocks[i], _layer, keyHead);
        }
        var rows = run.Tokens * _shape.HeadsPerKey;
        fixed (nint* keys = pointers)
        {
            for (var row = 0; row < rows; row += 4) RunFour(run, keyHead, row, rows, keys, keys + used, worker);
        }
    }

    private void RunFour(TokenRun run, int keyHead, int first, int rows, nint* keys, nint* values, int worker)
    {
        var queries = stackalloc float*[4];
        var outputs = stackalloc float*[4];
        var counts = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            // A tile that is not full computes its last row again, into the same place.
            var row = Math.Min(first + i, rows - 1);
            var token = row / _shape.HeadsPerKey;
            var head = ((keyHead * _shape.HeadsPerKey) + (row % _shape.HeadsPerKey)) * _shape.HeadSize;
            queries[i] = _queries + ((long)(run.Row + token) * _queryStride) + head;
            outputs[i] = _output.Floats(run.Row + token) + head;
            counts[i] = run.Position + token + 1;
        }
        AttentionTile tile = new()
        {
            Keys = keys,
            Values = values,
            Size = _shape.HeadSize,
            PaddedSize = _pool.PaddedHead,
            Queries = queries,
            Counts = counts,
            Outputs = outputs,
            Scores = _scores.Floats + (4L * worker * _scoreStride),
            ScoreStride = _scoreStride,
        };
        if (_pool.Format == KvFormat.Half) Run<HalfCache>(tile);
        else Run<SingleCache>(tile);
    }

    private void Run<TC>(in AttentionTile tile)
        where TC : struct, ICacheFormat
    {
        switch (_level)
        {
            case KernelLevel.Avx512:
                AttentionKernel<Lanes512, Vector512<int>, Vector512<float>, TC>.Run(tile);
                break;
            case KernelLevel.Avx2:
                AttentionKernel<Lanes256, Vector256<int>, Vector256<float>, TC>.Run(tile);
                break;
            default:
                AttentionKernel<LanesPortable, Vector256<int>, Vector256<float>, TC>.Run(tile);
                break;
        }
    }

    private readonly record struct TokenRun(KvSequence Cache, int Row, int Position, int Tokens);
}
