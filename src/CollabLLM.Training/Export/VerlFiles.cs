using System.Globalization;

namespace CollabLLM.Training.Export;

/// <summary>
/// Configuration and launch script for verl 0.6.1: its supervised trainer, or GRPO with its CollabLLM recipe (recipe/collabllm), which simulates users and scores whole conversations
/// itself; both with adapters of the paper's kind, which the recipe lacks. The settings are the lines of launch.sh, as in verl's own scripts; merge.sh makes a PEFT adapter of what was
/// learnt. The data lies beside them as Parquet.
/// </summary>
public static class VerlFiles
{
    private const int Rank = 32;
    private const int Alpha = 16;

    /// <summary>Replies to a prompt, of which GRPO takes the mean; the recipe's number.</summary>
    private const int Replies = 8;

    /// <summary>The methods.</summary>
    public static IReadOnlyCollection<string> Known { get; } = ["rl", "sft"];

    /// <summary>The files.</summary>
    /// <param name="recipe">What is to be trained.</param>
    /// <exception cref="TrainingException">The recipe makes no sense, or its batch does not divide as verl needs it.</exception>
    public static IReadOnlyList<EngineFile> Of(EngineRecipe recipe)
    {
        recipe.Validate();
        return recipe.Method switch
        {
            "sft" => [new("launch.sh", Supervised(recipe), IsProgram: true), new("merge.sh", Merging(""), IsProgram: true)],
            "rl" => [new("agent.yaml", Agent), new("interaction.yaml", Interaction), new("launch.sh", Reinforced(recipe), IsProgram: true), new("merge.sh", Merging("/actor"), IsProgram: true)],
            var other => throw new TrainingException($"verl is not handed {other} from here; {string.Join(", ", Known)} are."),
        };
    }

    private const string Agent = """
        - name: collabllm_agent
          _target_: recipe.collabllm.collabllm_agent_loop.CollabLLMAgentLoop

        """;

    private const string Interaction = """
        interaction:
          - name: collabllm
            class_name: recipe.collabllm.collabllm_interation.CollabLLMInteraction
            config:
              user_model: gpt-4o-mini
              num_retries: 3
              max_tokens: 512
              temperature: 1.0
              enable_log: true

        """;

    private static string Merging(string part) => $"""
        #!/bin/sh
        # After training, with the last step's folder: VERL=/path/to/verl ./merge.sh out/global_step_N
        # Then: collab models import-adapter merged/lora_adapter --base NAME --register, NAME being the base in the catalogue
        set -eu
        here="$(cd "$(dirname "$0")" && pwd)"
        step="$(cd "$1{part}" && pwd)"
        cd "$VERL"
        python3 -m verl.model_merger merge --backend fsdp --local_dir "$step" --target_dir "$here/merged"
        # The merger does not know alpha and writes 0.
        sed -i 's/"lora_alpha": 0/"lora_alpha": {Alpha}/' "$here/merged/lora_adapter/adapter_config.json"

        """.ReplaceLineEndings("\n");

    private static string Supervised(EngineRecipe recipe)
    {
        var batch = recipe.Batch ?? 64;
        _ = recipe.Accumulation(batch);
        return string.Create(CultureInfo.InvariantCulture, $"""
            #!/bin/sh
            # Trains on {recipe.Gpus} GPUs, from a checkout of verl 0.6.1: VERL=/path/to/verl ./launch.sh; then merge.sh
            set -eu
            here="$(cd "$(dirname "$0")" && pwd)"
            cd "$VERL"
            exec torchrun --standalone --nnodes 1 --nproc_per_node {recipe.Gpus} -m verl.trainer.fsdp_sft_trainer \
              data.train_files="$here/sft_train.parquet" \
              data.val_files="$here/sft_validation.parquet" \
              data.multiturn.enable=true \
              data.multiturn.messages_key=prompt \
              data.max_length=8196 \
              data.train_batch_size={batch} \
              data.micro_batch_size_per_gpu={recipe.PerDevice} \
              model.partial_pretrain={EngineText.Shell(recipe.Model)} \
              model.lora_rank={Rank} \
              model.lora_alpha={Alpha} \
              model.target_modules=all-linear \
              optim.lr={EngineText.Real(recipe.Rate ?? 1e-6)} \
              trainer.total_epochs={recipe.Epochs ?? 3} \
              trainer.project_name=collabllm \
              trainer.experiment_name=sft \
              trainer.default_local_dir="$here/out" \
              trainer.seed={recipe.Seed} \
              trainer.logger=console "$@"

            """).ReplaceLineEndings("\n");
    }

    private static string Reinforced(EngineRecipe recipe)
    {
        var batch = recipe.Batch ?? 16;
        var mini = Math.Max(1, batch / 2);
        if (batch * Replies % recipe.Gpus != 0 || mini * Replies % recipe.Gpus != 0)
        {
            throw new TrainingException($"A batch of {batch} with {Replies} replies each, and half of it, do not divide into {recipe.Gpus} GPUs.");
        }
        var weights = string.Concat(recipe.RewardWeights.Select(w => string.Create(CultureInfo.InvariantCulture, $"  +reward_model.reward_kwargs.metric_weights.{w.Key}={w.Value} \\\n")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            #!/bin/sh
            # Trains on {recipe.Gpus} GPUs, from a checkout of verl 0.6.1: VERL=/path/to/verl OPENAI_API_KEY=... ./launch.sh; then merge.sh
            # User and judge are models of OpenAI: interaction.yaml and the judge's line name others.
            set -eu
            here="$(cd "$(dirname "$0")" && pwd)"
            cd "$VERL"
            exec python3 -m verl.trainer.main_ppo \
              algorithm.adv_estimator=grpo \
              data.train_files="$here/rl_train.parquet" \
              data.val_files="$here/rl_validation.parquet" \
              data.train_batch_size={batch} \
              data.max_prompt_length=8196 \
              data.max_response_length=2048 \
              data.filter_overlong_prompts=True \
              data.truncation=error \
              data.return_raw_chat=true \
              reward_model.reward_manager=collabllm \
            {weights}  +reward_model.reward_kwargs.llm_judge_kwargs.model=gpt-4o-mini \
              +reward_model.reward_kwargs.llm_judge_kwargs.max_tokens=2048 \
              +reward_model.reward_kwargs.llm_judge_kwargs.temperature=0 \
              custom_reward_function.path=recipe/collabllm/reward_function.py \
              custom_reward_function.name=conversation_level_reward_func \
              actor_rollout_ref.model.path={EngineText.Shell(recipe.Model)} \
              actor_rollout_ref.model.enable_gradient_checkpointing=true \
              actor_rollout_ref.model.use_remove_padding=True \
              actor_rollout_ref.model.lora_rank={Rank} \
              actor_rollout_ref.model.lora_alpha={Alpha} \
              actor_rollout_ref.model.target_modules=all-linear \
              actor_rollout_ref.actor.optim.lr={EngineText.Real(recipe.Rate ?? 1e-6)} \
              actor_rollout_ref.actor.ppo_mini_batch_size={mini} \
              actor_rollout_ref.actor.use_dynamic_bsz=True \
              actor_rollout_ref.actor.ppo_max_token_len_per_gpu=24000 \
              actor_rollout_ref.actor.fsdp_config.param_offload=True \
              actor_rollout_ref.actor.fsdp_config.optimizer_offload=True \
              actor_rollout_ref.actor.use_kl_loss=true \
              actor_rollout_ref.actor.kl_loss_coef=0.001 \
              actor_rollout_ref.actor.kl_loss_type=low_var_kl \
              actor_rollout_ref.actor.entropy_coeff=0 \
              actor_rollout_ref.ref.fsdp_config.param_offload=True \
              actor_rollout_ref.rollout.name=vllm \
              actor_rollout_ref.rollout.mode=async \
              actor_rollout_ref.rollout.load_format=safetensors \
              actor_rollout_ref.rollout.tensor_model_parallel_size=1 \
              actor_rollout_ref.rollout.free_cache_engine=True \
              actor_rollout_ref.rollout.n={Replies} \
              actor_rollout_ref.rollout.temperature=1.0 \
              actor_rollout_ref.rollout.gpu_memory_utilization=0.7 \
              actor_rollout_ref.rollout.multi_turn.enable=true \
              actor_rollout_ref.rollout.multi_turn.format=hermes \
              actor_rollout_ref.rollout.multi_turn.max_user_turns=2 \
              actor_rollout_ref.rollout.multi_turn.max_assistant_turns=3 \
              actor_rollout_ref.rollout.multi_turn.num_repeat_rollouts=3 \
              actor_rollout_ref.rollout.multi_turn.interaction_config_path="$here/interaction.yaml" \
              actor_rollout_ref.rollout.agent.agent_loop_config_path="$here/agent.yaml" \
              algorithm.use_kl_in_reward=False \
              trainer.critic_warmup=0 \
              trainer.val_before_train=False \
              trainer.n_gpus_per_node={recipe.Gpus} \
              trainer.nnodes=1 \
              trainer.save_freq=100 \
              trainer.test_freq=10 \
              trainer.total_epochs={recipe.Epochs ?? 20} \
              trainer.project_name=collabllm \
              trainer.experiment_name=grpo \
              trainer.default_local_dir="$here/out" \
              trainer.logger=console "$@"

            """).ReplaceLineEndings("\n");
    }
}
