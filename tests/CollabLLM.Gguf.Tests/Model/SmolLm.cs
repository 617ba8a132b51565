using CollabLLM.Gguf.Decoding;
using CollabLLM.Testing;

namespace CollabLLM.Gguf.Tests.Model;

/// <summary>The shared real model, loaded once for each precision.</summary>
internal static class SmolLm
{
    private static readonly Lazy<GgufModel> FastModel = new(() => Load(Precision.Fast));

    public static GgufModel Fast => Required(FastModel);

    public static GgufModel Load(Precision precision) => GgufModel.Load(
        SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf"),
        new() { Precision = precision, ContextTokens = 1024, Threads = 2, Seed = 1, Name = "smollm2" });

    private static GgufModel Required(Lazy<GgufModel> model)
    {
        SharedFolder.Require("models/SmolLM2-135M-Instruct.Q4_1.gguf");
        return model.Value;
    }
}
