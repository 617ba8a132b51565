namespace CollabLLM.Core.Datasets.Rows;

/// <summary>A list that grows in pieces, so that a million entries never exist twice.</summary>
internal sealed class PackedList<T> where T : struct
{
    private const int Bits = 14;
    private readonly List<T[]> _pieces = [];

    public int Count { get; private set; }

    public ref readonly T this[int index] => ref _pieces[index >> Bits][index & (1 << Bits) - 1];

    public void Add(T value)
    {
        if (Count >> Bits == _pieces.Count) _pieces.Add(new T[1 << Bits]);
        _pieces[Count >> Bits][Count & (1 << Bits) - 1] = value;
        Count++;
    }
}
