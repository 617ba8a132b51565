namespace CollabLLM.Core.Randomness;

/// <summary>
/// The 32-bit generator MT19937 of Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), seeded by an array of words as in
/// their revision of 2002. Not safe for two threads at once.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Distance = 397;
    private const uint Twist = 0x9908B0DF;

    private readonly uint[] _state = new uint[Size];
    private int _at = Size;

    /// <param name="key">At least one word.</param>
    public MersenneTwister(ReadOnlySpan<uint> key)
    {
        _state[0] = 19650218;
        for (var i = 1; i < Size; i++) _state[i] = 1812433253 * Mixed(i) + (uint)i;
        var (s, k) = (1, 0);
        for (var left = Math.Max(Size, key.Length); left > 0; left--)
        {
            _state[s] = (_state[s] ^ Mixed(s) * 1664525) + key[k] + (uint)k;
            s = Following(s);
            if (++k == key.Length) k = 0;
        }
        for (var left = Size - 1; left > 0; left--)
        {
            _state[s] = (_state[s] ^ Mixed(s) * 1566083941) - (uint)s;
            s = Following(s);
        }
        _state[0] = 0x80000000;
    }

    /// <summary>The next 32 random bits.</summary>
    public uint Next()
    {
        if (_at == Size) Refill();
        var y = _state[_at++];
        y ^= y >> 11;
        y ^= y << 7 & 0x9D2C5680;
        y ^= y << 15 & 0xEFC60000;
        return y ^ y >> 18;
    }

    private uint Mixed(int i) => _state[i - 1] ^ _state[i - 1] >> 30;

    /// <summary>After the last word the array is entered again at its second, whose neighbour is a copy of the last.</summary>
    private int Following(int i)
    {
        if (++i < Size) return i;
        _state[0] = _state[Size - 1];
        return 1;
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = _state[i] & 0x80000000 | _state[(i + 1) % Size] & 0x7FFFFFFF;
            _state[i] = _state[(i + Distance) % Size] ^ y >> 1 ^ ((y & 1) == 0 ? 0 : Twist);
        }
        _at = 0;
    }
}
