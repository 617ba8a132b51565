namespace CollabLLM.Training.Cycles;

/// <summary>Passes on at once; <see cref="Progress{T}"/> would pass on later, on another thread.</summary>
internal sealed class Listener<T>(Action<T> hear) : IProgress<T>
{
    public void Report(T value) => hear(value);
}
