using System.Text.Json;

namespace CollabLLM.Core.Datasets.Inspection;

/// <summary>Tells forms of rows apart.</summary>
public static class DatasetForms
{
    /// <param name="row">One row; what is no object has no form.</param>
    public static DatasetForm Of(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object) return DatasetForm.Unknown;
        if (Has("turns")) return DatasetForm.Nested;
        if (Has("chosen") && Has("rejected")) return DatasetForm.Dpo;
        if (Has("extra_info") && Has("reward_model")) return DatasetForm.Verl;
        if (Has("conv_id") && Has("completion")) return DatasetForm.Flat;
        if (Has("completion") && Has("label")) return DatasetForm.Kto;
        if (Has("messages")) return Has("stop") ? DatasetForm.Simulated : DatasetForm.Sft;
        if (Has("single_turn_prompt") && Has("prompt")) return Has("turn_id") ? DatasetForm.Grpo : DatasetForm.Inputs;
        if (IsText("prompt") && IsText("completion")) return DatasetForm.SingleTurn;
        return IsText("text") ? DatasetForm.Sft : DatasetForm.Unknown;

        bool Has(string field) => row.TryGetProperty(field, out _);
        bool IsText(string field) => row.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String;
    }

    /// <summary>For people.</summary>
    public static string Words(this DatasetForm form) => form switch
    {
        DatasetForm.SingleTurn => "single-turn goals",
        DatasetForm.Nested => "multiturn, nested",
        DatasetForm.Flat => "multiturn, flattened",
        DatasetForm.Sft => "SFT conversations",
        DatasetForm.Dpo => "DPO pairs",
        DatasetForm.Kto => "KTO replies",
        DatasetForm.Inputs => "inputs (prompts with goals)",
        DatasetForm.Grpo => "GRPO prompts",
        DatasetForm.Simulated => "simulated conversations",
        DatasetForm.Verl => "verl RL rows",
        _ => "unknown",
    };
}
