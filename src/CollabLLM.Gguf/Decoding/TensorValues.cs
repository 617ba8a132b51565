using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;

namespace CollabLLM.Gguf.Decoding;

/// <summary>Tensors as floats, for whoever computes with them elsewhere.</summary>
public static unsafe class TensorValues
{
    /// <summary>All values of a tensor, row by row.</summary>
    /// <exception cref="GgufException">It has more values than an array holds, or is of a type that the decoder does not read.</exception>
    public static float[] Floats(this GgufFile file, GgufTensorInfo tensor)
    {
        if (tensor.Count > Array.MaxLength) throw new GgufException($"Tensor {tensor.Name} of {file.Path} has too many values.");
        if (MatrixPacker.FormatOf(tensor.Type) is null) throw new GgufException($"Tensor {tensor.Name} of {file.Path} is of type {tensor.Type}, which cannot be read.");
        var values = new float[tensor.Count];
        if (values.Length == 0) return values;
        var columns = (int)tensor.Shape[0];
        var rows = values.Length / columns;
        using var pool = new WorkerPool(1);
        using var packed = MatrixPacker.Pack(tensor.Type, file.Pointer(tensor), tensor.ByteLength / rows, rows, columns, KernelLevel.Portable, pool);
        for (var row = 0; row < rows; row++) packed.Dequantize(row, values.AsSpan(row * columns, columns));
        return values;
    }
}
