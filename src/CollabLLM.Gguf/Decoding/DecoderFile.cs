using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>
/// A model's file for whoever computes with its weights elsewhere: sizes and tensors are checked as for the decoder, and every tensor can be
/// read as floats. Thread-safe; nobody may read while it is disposed.
/// </summary>
public sealed class DecoderFile : IDisposable
{
    private readonly Dictionary<string, GgufTensorInfo> _tensors;

    private DecoderFile(GgufFile file, ModelShape shape)
    {
        (File, Shape) = (file, shape);
        _tensors = file.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The file: metadata, tokenizer, template.</summary>
    public GgufFile File { get; }

    /// <summary>Sizes and constants.</summary>
    public ModelShape Shape { get; }

    /// <summary>Opens a model that the decoder can run.</summary>
    /// <exception cref="GgufException">The file is missing, damaged, or not one that the decoder runs; the message says which and why.</exception>
    public static DecoderFile Open(string path)
    {
        var file = GgufFile.Open(path);
        try
        {
            using var checkedOnly = WeightLoader.Load(file, path, KernelLevels.Best, Precision.Fast, pool: null);
            return new(file, checkedOnly.Shape);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file has the tensor: biases, norms of heads, an output of its own and frequency factors are not in every model.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>All values of a tensor, row by row.</summary>
    /// <exception cref="GgufException">There is no such tensor, or it has more values than an array holds.</exception>
    public float[] Floats(string name)
    {
        if (!_tensors.TryGetValue(name, out var tensor)) throw new GgufException($"{File.Path} has no tensor {name}.");
        return File.Floats(tensor);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => File.Dispose();
}
