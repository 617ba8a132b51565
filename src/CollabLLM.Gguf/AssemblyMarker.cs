namespace CollabLLM.Gguf;

internal static class AssemblyMarker;
