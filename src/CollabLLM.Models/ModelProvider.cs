namespace CollabLLM.Models;

/// <summary>Where a model runs.</summary>
public enum ModelProvider
{
    /// <summary>A GGUF file, decoded by this process.</summary>
    Builtin,

    /// <summary>A server that speaks the OpenAI protocol: vLLM, llama.cpp, Ollama, Azure.</summary>
    OpenAI,

    /// <summary>Answers read from a file. For tests and demos; says so wherever it is shown.</summary>
    Scripted,
}
