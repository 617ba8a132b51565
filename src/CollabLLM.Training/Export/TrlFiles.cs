using System.Globalization;

namespace CollabLLM.Training.Export;

/// <summary>
/// Configuration and launch script for TRL's command line (0.19.1: the CollabLLM code uses 0.18.1, which cannot learn the replies alone in <c>sft</c>) with adapters of the paper's kind. The data lies beside them as
/// <c>train.jsonl</c> and <c>eval.jsonl</c>, which the datasets library takes for the splits train and test.
/// </summary>
public static class TrlFiles
{
    private static readonly Dictionary<string, (double Rate, int Batch, int Epochs, string More)> Methods = new(StringComparer.Ordinal)
    {
        ["sft"] = (1e-5, 64, 3, "max_length: 4096\n"),
        ["dpo"] = (5e-6, 64, 8, "beta: 0.1\nloss_type: sigmoid\nmax_prompt_length: 4096\nmax_length: 6144\n"),
        ["kto"] = (5e-6, 64, 8, "beta: 0.1\nmax_prompt_length: 4096\nmax_length: 6144\n"),
    };

    /// <summary>The methods that TRL trains without rewards of ours.</summary>
    public static IReadOnlyCollection<string> Known => Methods.Keys;

    /// <summary>The files.</summary>
    /// <param name="recipe">What is to be trained.</param>
    /// <param name="evaluated">Whether there are rows to evaluate on.</param>
    /// <exception cref="TrainingException">The recipe makes no sense.</exception>
    public static IReadOnlyList<EngineFile> Of(EngineRecipe recipe, bool evaluated)
    {
        recipe.Validate();
        if (!Methods.TryGetValue(recipe.Method, out var usual)) throw new TrainingException($"TRL is not handed {recipe.Method} from here; {string.Join(", ", Known)} are.");
        var batch = recipe.Batch ?? usual.Batch;
        var evaluation = evaluated ? "eval_strategy: epoch\n" : "eval_strategy: \"no\"\n";
        // Chat templates seldom mark what the assistant says, which TRL needs to learn that alone.
        var assistant = recipe.Method == "sft" ? "# Learns the replies alone; needs a chat template with {% generation %}. Without one TRL says so: set it to false, and all tokens are learnt.\nassistant_only_loss: true\n" : "";
        var config = string.Create(CultureInfo.InvariantCulture, $"""
            # Written by collab train export for TRL 0.19.1; batch = {recipe.Gpus} GPUs x {recipe.PerDevice} x {recipe.Accumulation(batch)} = {batch}.
            model_name_or_path: {EngineText.Quoted(recipe.Model)}
            dataset_name: .
            dataset_train_split: train
            dataset_test_split: test
            output_dir: out
            learning_rate: {EngineText.Real(recipe.Rate ?? usual.Rate)}
            lr_scheduler_type: cosine
            num_train_epochs: {recipe.Epochs ?? usual.Epochs}
            per_device_train_batch_size: {recipe.PerDevice}
            per_device_eval_batch_size: {recipe.PerDevice}
            gradient_accumulation_steps: {recipe.Accumulation(batch)}
            max_grad_norm: 1.0
            bf16: true
            gradient_checkpointing: true
            use_peft: true
            lora_r: 32
            lora_alpha: 16
            lora_target_modules: [q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj]
            logging_steps: 1
            save_strategy: epoch
            report_to: none
            seed: {recipe.Seed}
            {evaluation}{assistant}{usual.More}
            """).ReplaceLineEndings("\n");
        var launch = $"""
            #!/bin/sh
            # Trains on {recipe.Gpus} GPUs: pip install "trl[peft,deepspeed]==0.19.1", then ./launch.sh
            # Afterwards: collab models import-adapter out --base NAME --register, NAME being that base in the catalogue
            set -eu
            cd "$(dirname "$0")"
            exec trl {recipe.Method} --config config.yaml --num_processes {recipe.Gpus} --accelerate_config zero2 "$@"

            """.ReplaceLineEndings("\n");
        return [new("config.yaml", config), new("launch.sh", launch, IsProgram: true)];
    }
}
