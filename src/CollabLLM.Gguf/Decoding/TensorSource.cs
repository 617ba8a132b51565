using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Takes tensors out of a file by name, checks their shapes, packs them, and knows afterwards which were never asked for.</summary>
/// <param name="pool">Threads that pack; null checks everything and packs nothing, so that only the header is read.</param>
internal sealed unsafe class TensorSource(GgufFile file, string path, KernelLevel level, Precision precision, WorkerPool? pool)
{
    private readonly Dictionary<string, GgufTensorInfo> _tensors = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _given = [];

    public bool Has(string name) => _tensors.ContainsKey(name);

    public GgufTensorInfo Find(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor)) throw new GgufException($"{path} has no tensor {name}; the file is incomplete or of another architecture.");
        _used.Add(name);
        return tensor;
    }

    /// <summary>A matrix of <paramref name="rows"/> rows, as the kernels want it. The caller's, unless <see cref="Discard"/> comes.</summary>
    public PackedMatrix Matrix(string name, int columns, int rows)
    {
        var tensor = Find(name);
        Check(tensor, columns, rows);
        var packed = Pack(tensor, columns, rows);
        if (precision == Precision.Fast || packed.Format == PackedFormat.Floats || pool is null) return Give(packed);
        using (packed)
        {
            using var floats = new NativeBuffer((long)rows * columns * sizeof(float));
            for (var row = 0; row < rows; row++) packed.Dequantize(row, new Span<float>(floats.Floats + ((long)row * columns), columns));
            return Give(MatrixPacker.Pack(GgmlType.F32, floats.Bytes, (long)columns * sizeof(float), rows, columns, level, pool));
        }
    }

    /// <summary>A vector as floats. The caller's, unless <see cref="Discard"/> comes.</summary>
    public NativeBuffer Vector(string name, int count)
    {
        var tensor = Find(name);
        Check(tensor, count);
        using var packed = Pack(tensor, count, 1);
        var buffer = Give(new NativeBuffer((long)count * sizeof(float)));
        if (pool is not null) packed.Dequantize(0, new Span<float>(buffer.Floats, count));
        return buffer;
    }

    /// <summary>Frees everything that was given out: the loading failed half-way.</summary>
    public void Discard()
    {
        foreach (var given in _given) given.Dispose();
    }

    public NativeBuffer? OptionalVector(string name, int count) => Has(name) ? Vector(name, count) : null;

    public PackedMatrix? OptionalMatrix(string name, int columns, int rows) => Has(name) ? Matrix(name, columns, rows) : null;

    /// <summary>A tensor nobody asked for would be silently left out of the computation: better to refuse the file.</summary>
    public void RequireAllUsed(string architecture)
    {
        var unknown = _tensors.Keys.Where(name => !_used.Contains(name)).Order(StringComparer.Ordinal).ToArray();
        if (unknown.Length == 0) return;
        throw new GgufException(
            $"{path} has {unknown.Length} tensors that the {architecture} decoder does not use, {unknown[0]} among them; its results would be wrong.");
    }

    private T Give<T>(T made)
        where T : IDisposable
    {
        _given.Add(made);
        return made;
    }

    private PackedMatrix Pack(GgufTensorInfo tensor, int columns, int rows)
    {
        if (MatrixPacker.FormatOf(tensor.Type) is not { } format)
        {
            throw new GgufException($"Tensor {tensor.Name} of {path} is of type {tensor.Type}, for which this decoder has no kernel.");
        }
        return pool is null ? new(format, 0, columns, level) : MatrixPacker.Pack(tensor.Type, file.Pointer(tensor), tensor.ByteLength / rows, rows, columns, level, pool);
    }

    private void Check(GgufTensorInfo tensor, params ReadOnlySpan<long> shape)
    {
        var actual = tensor.Shape.AsSpan();
        while (actual.Length > shape.Length && actual[^1] == 1) actual = actual[..^1];
        if (actual.SequenceEqual(shape)) return;
        throw new GgufException(
            $"Tensor {tensor.Name} of {path} has shape {string.Join(" x ", tensor.Shape)}; {string.Join(" x ", shape.ToArray())} was expected.");
    }
}
