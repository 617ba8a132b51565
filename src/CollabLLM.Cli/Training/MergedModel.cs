using CollabLLM.Gguf.Format;
using CollabLLM.Training.Adapters;
using CollabLLM.Training.Native;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Safetensors;

namespace CollabLLM.Cli.Training;

/// <summary>A base of any form, with an adapter in its weights or without, as one GGUF file. libtorch must be started (<see cref="NativeTorch.Start"/>).</summary>
internal static class MergedModel
{
    /// <param name="from">A GGUF file, or a folder with config.json, tokenizer.json and *.safetensors.</param>
    /// <param name="adapter">A LoRA adapter as GGUF; null for none.</param>
    /// <param name="path">The file; what was there is replaced once the new one is whole.</param>
    /// <param name="type">What matrices are written as; null loses nothing: a folder without an adapter in the type of its files, everything else in float32.</param>
    public static void Write(string from, string? adapter, string path, GgmlType? type)
    {
        var converted = path + ".converted";
        try
        {
            var source = from;
            if (Directory.Exists(from))
            {
                source = adapter is null ? path : converted;
                SafetensorsModel.ToGguf(from, source, adapter is null && type is { } asked ? asked : SafetensorsModel.TypeOf(from));
                if (adapter is null) return;
            }
            using var policy = PolicyFile.Load(source);
            if (adapter is not null) AdapterFile.Load(policy, adapter);
            PolicyFile.Save(policy, path, type ?? GgmlType.F32, adapted: true);
        }
        finally
        {
            File.Delete(converted);
        }
    }
}
