using CollabLLM.Training.Native;
using static TorchSharp.torch;

namespace CollabLLM.Training.Losses;

/// <summary>From values of tokens to values of the sequences they belong to.</summary>
public static class SequenceSums
{
    /// <summary>Σ of the tokens of each sequence, [S]; 0 where a sequence has none.</summary>
    /// <param name="values">[N], one a token, of any number of sequences behind one another.</param>
    /// <param name="sequences">[N], the sequence of each token, from 0 to below <paramref name="count"/>.</param>
    /// <param name="count">S.</param>
    public static Tensor Of(Tensor values, IReadOnlyList<int> sequences, int count) =>
        zeros(count, values.dtype, values.device).index_add(0, tensor(sequences.Select(s => (long)s).ToArray()).to(values.device), values, Arithmetic.Once);

    /// <summary>Number of tokens of each sequence.</summary>
    public static int[] Lengths(IReadOnlyList<int> sequences, int count)
    {
        var lengths = new int[count];
        foreach (var sequence in sequences) lengths[sequence]++;
        return lengths;
    }
}
