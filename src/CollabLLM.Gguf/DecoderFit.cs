using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;

namespace CollabLLM.Gguf;

/// <summary>Whether the decoder runs a file, from its header alone: takes milliseconds however large the file is.</summary>
public static class DecoderFit
{
    /// <summary>Null when <see cref="GgufModel.Load"/> would load the file; otherwise the sentence it would fail with.</summary>
    public static string? Problem(GgufFile file)
    {
        try
        {
            using var checkedOnly = WeightLoader.Load(file, file.Path, KernelLevels.Best, Precision.Fast, pool: null);
            _ = ChatTemplate.Load(file, Tokenizer.Load(file).Vocabulary);
            return null;
        }
        catch (GgufException e)
        {
            return e.Message;
        }
    }
}
