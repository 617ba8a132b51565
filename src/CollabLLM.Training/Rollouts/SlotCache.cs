using static TorchSharp.torch;

namespace CollabLLM.Training.Rollouts;

/// <summary>Keys and values of a number of slots, [Slots, Capacity, Hk, D] for each block; capacity doubles when it must.</summary>
internal sealed class SlotCache : IDisposable
{
    private const int FirstCapacity = 64;
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;
    private readonly int _most;
    private int _capacity = FirstCapacity;

    public SlotCache(int layers, int slots, int keyHeads, int headSize, int most, ScalarType type, Device device)
    {
        _most = most;
        _keys = [.. Enumerable.Range(0, layers).Select(_ => Empty())];
        _values = [.. Enumerable.Range(0, layers).Select(_ => Empty())];

        Tensor Empty() => zeros([slots, FirstCapacity, keyHeads, headSize], type, device).DetachFromDisposeScope();
    }

    /// <summary>Makes room for positions below <paramref name="length"/>.</summary>
    public void Reserve(int length)
    {
        if (length <= _capacity) return;
        while (_capacity < length) _capacity *= 2;
        _capacity = Math.Min(_capacity, Math.Max(_most, length));
        foreach (var store in new[] { _keys, _values })
        {
            for (var i = 0; i < store.Length; i++)
            {
                var old = store[i];
                store[i] = zeros([old.shape[0], _capacity, old.shape[2], old.shape[3]], old.dtype, old.device).DetachFromDisposeScope();
                using (var front = store[i].narrow(1, 0, old.shape[1])) front.copy_(old);
                old.Dispose();
            }
        }
    }

    /// <summary>Writes the next keys and values [1, Hk, T, D] of one slot and gives all of it, [1, Hk, start + T, D].</summary>
    public (Tensor Keys, Tensor Values) Append(int layer, int slot, int start, Tensor keys, Tensor values)
    {
        return (Write(_keys[layer], keys), Write(_values[layer], values));

        Tensor Write(Tensor store, Tensor added)
        {
            var own = store.narrow(0, slot, 1);
            own.narrow(1, start, added.shape[2]).copy_(added.transpose(1, 2));
            return own.narrow(1, 0, start + added.shape[2]).transpose(1, 2);
        }
    }

    /// <summary>Writes one key and value [N, Hk, 1, D] for each of N slots and gives the first <paramref name="length"/> positions of all, [N, Hk, length, D].</summary>
    public (Tensor Keys, Tensor Values) Append(int layer, Tensor slots, Tensor positions, int length, Tensor keys, Tensor values)
    {
        return (Write(_keys[layer], keys), Write(_values[layer], values));

        Tensor Write(Tensor store, Tensor added)
        {
            store.index_put_(added.squeeze(2), slots, positions);
            return store.narrow(1, 0, length).index_select(0, slots).transpose(1, 2);
        }
    }

    /// <summary>Copies the first positions of one slot to another.</summary>
    public void Copy(int from, int to, int length)
    {
        using var scope = NewDisposeScope();
        foreach (var store in _keys.Concat(_values)) store.narrow(0, to, 1).narrow(1, 0, length).copy_(store.narrow(0, from, 1).narrow(1, 0, length));
    }

    public void Dispose()
    {
        foreach (var store in _keys.Concat(_values)) store.Dispose();
    }
}
