using CollabLLM.Gguf.Format;

namespace CollabLLM.Bench.Decoding;

/// <summary>How far we and llama.cpp agree on one model, or the worst of several.</summary>
/// <param name="Texts">Texts cut into tokens.</param>
/// <param name="Alike">Those that gave the same tokens.</param>
/// <param name="Served">Largest difference of a log-probability on the served path.</param>
/// <param name="Exact">The same with floats throughout on our side.</param>
internal readonly record struct PeerAgreement(int Texts, int Alike, double Served, double Exact)
{
    public PeerAgreement With(PeerAgreement other) =>
        new(Texts + other.Texts, Alike + other.Alike, Math.Max(Served, other.Served), Math.Max(Exact, other.Exact));

    /// <summary>
    /// llama.cpp rounds activations to 8 bits before quantised weights and to BF16 before BF16 weights, which moves a random model's
    /// log-probabilities by tenths; keys and values are halves on both sides. A wrong layout or rotation moves them by whole numbers.
    /// </summary>
    public bool IsGood(GgmlType type) => Alike == Texts && Math.Max(Served, Exact) < (type is GgmlType.F32 or GgmlType.F16 ? 0.06 : 0.6);
}
