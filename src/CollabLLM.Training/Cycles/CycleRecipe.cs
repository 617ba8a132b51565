using System.Text.Json;
using System.Text.Json.Serialization;
using CollabLLM.Core;

namespace CollabLLM.Training.Cycles;

/// <summary>All that decides what a cycle does. How the defaults were found is in docs/training.md, and which recipe made the committed report in docs/results.</summary>
public sealed record CycleRecipe
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        WriteIndented = true,
    };

    /// <summary>The base policy, where none is given.</summary>
    public BaseRecipe Base { get; init; } = new();

    /// <summary>Of everything that comes after the base.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [1, 2, 3];

    /// <summary>For how many of the seeds, from the first, the controls are run.</summary>
    public int ControlSeeds { get; init; } = 2;

    /// <summary>For how many of the seeds, from the first, the ablations are run where they are asked for.</summary>
    public int AblationSeeds { get; init; } = 1;

    /// <summary>What is simulated to learn from.</summary>
    public DataRecipe Data { get; init; } = new();

    /// <summary>R* = fields · document_fields + right · document_right + interactivity · document_interactivity − min(tokens · thousands of tokens read, 1).</summary>
    public RewardWeights Reward { get; init; } = new();

    /// <summary>Supervised fine-tuning on the best reply of every turn.</summary>
    public StageRecipe Sft { get; init; } = new() { Rate = 1e-3, Batch = 32, Steps = 60 };

    /// <summary>Offline DPO from there.</summary>
    public StageRecipe Dpo { get; init; } = new() { Rate = 2e-4, Batch = 16, Steps = 60, ChosenWeight = 5 };

    /// <summary>Online DPO from there.</summary>
    public OnlineRecipe OnlineDpo { get; init; } = new() { Rate = 1e-3, Steps = 20, Contexts = 64, Replies = 4, ChosenWeight = 5 };

    /// <summary>PPO from supervised fine-tuning.</summary>
    public OnlineRecipe Ppo { get; init; } = new() { Rate = 1e-4, Steps = 12, Contexts = 64, Replies = 1 };

    /// <summary>How stages are measured.</summary>
    public EvaluationRecipe Evaluation { get; init; } = new();

    /// <summary>Every step with next to nothing to learn, within minutes: shows that a cycle runs, and nothing else.</summary>
    public static CycleRecipe Smoke { get; } = new()
    {
        Base = new() { Model = new() { Width = 32, Layers = 2, Heads = 2, Vocabulary = 512, Dialogues = 200 }, Primer = new(0, 16, 16), Tokens = 30_000, Rate = 5e-3, Bf16 = false },
        Seeds = [1],
        Data = new() { Goals = 4, Replies = 3, Futures = 2, MaxMessages = 4, MinimumGap = 1e-6, Rehearsed = 4 },
        Sft = new() { Rank = 4, Alpha = 8, Rate = 1e-3, Batch = 8, Steps = 2 },
        Dpo = new() { Rank = 4, Alpha = 8, Rate = 1e-3, Batch = 4, Steps = 2 },
        OnlineDpo = new() { Rank = 4, Alpha = 8, Rate = 1e-3, Steps = 2, Contexts = 3, Replies = 2 },
        Ppo = new() { Rank = 4, Alpha = 8, Rate = 1e-3, Steps = 2, Contexts = 3, Replies = 1 },
        Evaluation = new() { Goals = 3, Replies = 1, Probes = 2 },
    };

    /// <summary>Reads a recipe. A part that it does not name is as here; of a stage that it names, rate, batch and steps have to be said, and what else it does not say is as for any stage (no chosenWeight).</summary>
    /// <exception cref="TrainingException">The file cannot be read, or a field is unknown or out of its range; the message names it.</exception>
    public static CycleRecipe Read(string path)
    {
        try
        {
            var recipe = JsonSerializer.Deserialize<CycleRecipe>(File.ReadAllBytes(path), Json) ?? throw new TrainingException($"{path} is empty.");
            recipe.Validate();
            return recipe;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{path} is no recipe: {e.Message}", e);
        }
        catch (TrainingException e)
        {
            throw new TrainingException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>As JSON, every field with its value.</summary>
    public string Text() => JsonSerializer.Serialize(this, Json);

    /// <summary>What decides about every single stage: all but which seeds there are after the first, which is shipped, and for how many of them controls and ablations are run.</summary>
    internal string Identity() => (this with { Seeds = [Seeds[0]], ControlSeeds = 0, AblationSeeds = 0 }).Text();

    /// <summary>Throws when a value makes no sense, naming it.</summary>
    /// <exception cref="TrainingException">A value is out of its range.</exception>
    public void Validate()
    {
        foreach (var (part, name) in new (object?, string)[] { (Base, "base"), (Seeds, "seeds"), (Data, "data"), (Reward, "reward"), (Sft, "sft"), (Dpo, "dpo"), (OnlineDpo, "onlineDpo"), (Ppo, "ppo"), (Evaluation, "evaluation") })
        {
            if (part is null) throw new TrainingException($"{name} is null; leave it out, or say what it is.");
        }
        if (Seeds.Count == 0 || Seeds.Distinct().Count() != Seeds.Count) throw new TrainingException("seeds must hold at least one number, and none twice.");
        if (ControlSeeds < 0 || AblationSeeds < 0) throw new TrainingException($"controlSeeds and ablationSeeds are 0 or more, not {ControlSeeds} and {AblationSeeds}.");
        Base.Validate();
        Data.Validate();
        try
        {
            Reward.Rule();
        }
        catch (InputException e)
        {
            throw new TrainingException($"reward: {e.Message}", e);
        }
        Sft.Validate("sft");
        Dpo.Validate("dpo");
        OnlineDpo.Validate("onlineDpo", replies: 2);
        Ppo.Validate("ppo", replies: 1);
        Evaluation.Validate();
    }
}
