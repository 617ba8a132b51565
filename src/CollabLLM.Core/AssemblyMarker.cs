namespace CollabLLM.Core;

internal static class AssemblyMarker;
