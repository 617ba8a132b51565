namespace CollabLLM.Training;

internal static class AssemblyMarker;
