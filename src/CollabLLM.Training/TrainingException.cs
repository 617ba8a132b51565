namespace CollabLLM.Training;

/// <summary>Training cannot start or go on; the message is one sentence that says which file, setting or row is to blame.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
