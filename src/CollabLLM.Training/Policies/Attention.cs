using static TorchSharp.torch;

namespace CollabLLM.Training.Policies;

/// <summary>What the tokens of a pass may see, and where they stand.</summary>
/// <param name="At">Cosines and sines of their positions.</param>
/// <param name="Mask">[B, 1, T, S], true where a token may look; null: at itself and all before it.</param>
/// <param name="Keep">Takes the keys and values [B, Hk, T, D] of a block and gives those to look at [B, Hk, S, D]; null gives the same back.</param>
internal sealed record Attention((Tensor Cosines, Tensor Sines) At, Tensor? Mask, Func<int, Tensor, Tensor, (Tensor Keys, Tensor Values)>? Keep = null)
{
    /// <summary>The attention of a batch that is computed as a whole.</summary>
    public static Attention Of(TokenBatch batch, Rotation rotation, Device device)
    {
        var positions = tensor(batch.Positions.ToArray(), [batch.Rows, batch.Length]).to(device);
        return new(rotation.At(positions), batch.IsPacked ? Documents(batch, device) : null);
    }

    /// <summary>Scaled dot products of heads [B, H, T, D] with keys and values [B, Hk, S, D]; each key head serves H / Hk heads.</summary>
    public Tensor Look(Tensor query, Tensor keys, Tensor values)
    {
        var share = query.shape[1] / keys.shape[1];
        return nn.functional.scaled_dot_product_attention(query, Spread(keys, share), Spread(values, share), Mask, 0, Mask is null);
    }

    private static Tensor Spread(Tensor heads, long share)
    {
        if (share == 1) return heads;
        var (b, h, s, d) = (heads.shape[0], heads.shape[1], heads.shape[2], heads.shape[3]);
        return heads.unsqueeze(2).expand(b, h, share, s, d).reshape(b, h * share, s, d);
    }

    private static Tensor Documents(TokenBatch batch, Device device)
    {
        var documents = tensor(batch.Documents.ToArray(), [batch.Rows, 1, batch.Length]).to(device);
        var causal = ones(batch.Length, batch.Length, ScalarType.Bool, device).tril();
        // Padding sees the padding before it: a softmax over nothing would be no number.
        return (documents.transpose(1, 2).eq(documents) & causal).unsqueeze(1);
    }
}
