using System.CommandLine;
using CollabLLM.Cli.Commands;
using CollabLLM.Cli.Metrics;
using CollabLLM.Cli.Runs;
using CollabLLM.Core.Simulation;

namespace CollabLLM.Cli.Simulations;

/// <summary>Who plays the two sides of a simulated conversation, and how.</summary>
internal sealed class PlayerOptions
{
    public const string Recorded = "recorded";
    public const string Intents = "intents";
    public const string World = "world";

    public Option<string?> User { get; } = new("--user")
    {
        Description = $"Who plays the user: a model (told the goal, it plays somebody who has it), {Intents} (code that answers only what is asked), {World} (code that wants a short document) or {Recorded} (the messages of real users in the column messages). Default: Models:Default.",
        HelpName = $"MODEL|{Recorded}|{Intents}|{World}",
    };

    public Option<bool> PlainUser { get; } = new("--plain-user") { Description = "A model that plays the user is asked in few words and not for an object with fields: for small models." };

    public Option<string?> Wording { get; } = new("--wording") { Description = $"With --user {Intents}: the model that puts its sentences into a person's words. Default: none, plain sentences.", HelpName = "MODEL" };

    public Option<string?> Task { get; } = new("--task") { Description = "What the two are doing, for the user's prompt. Default: \"getting help from an assistant\".", HelpName = "TEXT" };

    public Option<string?> Signal { get; } = new("--signal") { Description = $"What the user says to end a conversation. Default: {SimulationOptions.UsualSignal}.", HelpName = "TEXT" };

    public Option<bool> ReferenceVisible { get; } = new("--reference-visible") { Description = "The user knows the reference too." };

    public Option<bool> GoalVerbatim { get; } = new("--goal-verbatim") { Description = "The task has to be told word by word, as in mathematics: a user who recites the goal leaks nothing." };

    public Option<double?> Temperature { get; } = NumberOptions.Real("--temperature", "Of the assistant. Default: 0.8.", 0, 2);

    public Option<double?> UserTemperature { get; } = NumberOptions.Real("--user-temperature", "Of the user. Default: 1.", 0, 2);

    public Option<int?> MaxTokens { get; } = NumberOptions.Whole("--max-tokens", "Of the assistant's message. Default: 2048.", 1, 1_000_000);

    public Option<int?> UserMaxTokens { get; } = NumberOptions.Whole("--user-max-tokens", "Of the user's reply, its thoughts included. Default: 1024.", 1, 1_000_000);

    public IEnumerable<Option> All =>
        [RoleOption.Assistant, .. OfUser, Temperature, MaxTokens, .. EmbeddingOptions.All];

    /// <summary>Where something else is the assistant.</summary>
    public IEnumerable<Option> OfUser => [User, PlainUser, Wording, Task, Signal, ReferenceVisible, GoalVerbatim, UserTemperature, UserMaxTokens];
}
