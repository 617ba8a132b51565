using System.Numerics.Tensors;

namespace CollabLLM.Gguf.Sampling;

/// <summary>
/// The tokens still in question: likeliest first, ties by the lower token, where top-k or top-p has to cut; else in the order of the vocabulary, which spares sorting it. Either way the order
/// never depends on chance.
/// </summary>
internal sealed class CandidateList
{
    private readonly List<Candidate> _list = [];
    private double[] _weights = [];
    private float _largest;

    /// <summary>Fills the list with what top-k and then top-p leave.</summary>
    public void Select(ReadOnlySpan<float> logits, int topK, float topP)
    {
        var largest = TensorPrimitives.Max(logits);
        if (!float.IsFinite(largest)) throw new InvalidOperationException("The model produced logits that are not numbers.");
        _largest = largest;
        if (topP >= 1 && (topK <= 0 || topK >= logits.Length))
        {
            // Everything stays in question; below exp(-100) of the likeliest nothing can be drawn in double precision.
            Collect(logits, largest - 100);
            return;
        }
        // Most of a vocabulary is far too unlikely to matter: sort only what lies near the top, and more only when that is not enough.
        for (var reach = 10f; ; reach *= 2)
        {
            Collect(logits, largest - reach);
            _list.Sort();
            var all = _list.Count == logits.Length;
            if (topK > 0 && topK < logits.Length)
            {
                if (_list.Count < topK && !all) continue;
                if (_list.Count > topK) _list.RemoveRange(topK, _list.Count - topK);
                KeepMass(topP, Mass(largest), largest);
                return;
            }
            var total = TotalMass(logits, largest);
            if (all || Mass(largest) >= topP * total)
            {
                KeepMass(topP, total, largest);
                return;
            }
        }
    }

    /// <summary>Drops tokens less likely than <paramref name="fraction"/> of the likeliest.</summary>
    public void KeepAtLeast(float fraction)
    {
        if (fraction <= 0) return;
        var least = _largest + MathF.Log(fraction);
        _list.RemoveAll(c => c.Logit < least);
    }

    /// <param name="temperature">Above 0.</param>
    /// <param name="uniform">A number in [0, 1).</param>
    public int Draw(float temperature, double uniform)
    {
        if (_weights.Length < _list.Count) _weights = new double[_list.Count];
        var total = 0.0;
        for (var i = 0; i < _list.Count; i++) total += _weights[i] = Math.Exp((_list[i].Logit - _largest) / (double)temperature);
        var left = uniform * total;
        for (var i = 0; i < _list.Count; i++)
        {
            left -= _weights[i];
            if (left < 0) return _list[i].Token;
        }
        // Rounding left a rest.
        return _list[^1].Token;
    }

    private static double TotalMass(ReadOnlySpan<float> logits, float largest)
    {
        var total = 0.0;
        foreach (var logit in logits) total += MathF.Exp(logit - largest);
        return total;
    }

    private void Collect(ReadOnlySpan<float> logits, float least)
    {
        _list.Clear();
        for (var token = 0; token < logits.Length; token++)
        {
            if (logits[token] >= least) _list.Add(new(token, logits[token]));
        }
    }

    private double Mass(float largest)
    {
        var mass = 0.0;
        foreach (var candidate in _list) mass += MathF.Exp(candidate.Logit - largest);
        return mass;
    }

    private void KeepMass(float topP, double total, float largest)
    {
        if (topP >= 1) return;
        var mass = 0.0;
        for (var i = 0; i < _list.Count; i++)
        {
            mass += MathF.Exp(_list[i].Logit - largest);
            if (mass < topP * total) continue;
            _list.RemoveRange(i + 1, _list.Count - i - 1);
            return;
        }
    }

    private readonly record struct Candidate(int Token, float Logit) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            var order = other.Logit.CompareTo(Logit);
            return order != 0 ? order : Token.CompareTo(other.Token);
        }
    }
}
