using TorchSharp.Modules;

namespace CollabLLM.Training.Policies;

/// <summary>The names that the weights of a policy have in GGUF.</summary>
internal static class PolicyTensors
{
    public static IEnumerable<KeyValuePair<string, Parameter>> Of(Policy policy, Parameter embedding, Parameter outputNorm, LinearMap head)
    {
        yield return new("token_embd.weight", embedding);
        for (var i = 0; i < policy.Blocks.Count; i++)
        {
            var block = policy.Blocks[i];
            yield return new($"blk.{i}.attn_norm.weight", block.AttentionNorm);
            yield return new($"blk.{i}.ffn_norm.weight", block.FeedForwardNorm);
            if (block.QueryNorm is { } queryNorm) yield return new($"blk.{i}.attn_q_norm.weight", queryNorm);
            if (block.KeyNorm is { } keyNorm) yield return new($"blk.{i}.attn_k_norm.weight", keyNorm);
            foreach (var map in block.Maps)
            {
                yield return new(map.Name + ".weight", map.Weight);
                if (map.Bias is { } bias) yield return new(map.Name + ".bias", bias);
            }
        }
        yield return new("output_norm.weight", outputNorm);
        if (!ReferenceEquals(head.Weight, embedding)) yield return new("output.weight", head.Weight);
    }
}
