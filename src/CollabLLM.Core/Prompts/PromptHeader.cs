using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>What stands before the template in a prompt file.</summary>
internal sealed record PromptHeader(
    string Name, int Version, string Description, IReadOnlyList<PromptInput> Inputs, IReadOnlyList<ReplyField> Outputs);
