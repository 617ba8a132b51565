namespace CollabLLM.Data;

internal static class AssemblyMarker;
