namespace CollabLLM.Models;

internal static class AssemblyMarker;
