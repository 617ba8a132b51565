using System.Collections;

namespace CollabLLM.Core.Datasets.Conversion;

/// <summary>Rows that are made when they are asked for, the same every time.</summary>
public sealed class ConvertedRows<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => make(index);

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < count; i++) yield return make(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
