using CollabLLM.Core.Calls;

namespace CollabLLM.Core.Simulation.Intents;

/// <summary>
/// The states of a user's intents while a conversation goes on (the design of DiscoverLLM, arXiv 2602.03429). What is direct discovers; what is tangential adds up until a
/// threshold that the seed has drawn for each intent, and then the intent emerges. A child moves only when its parent was discovered by an earlier message.
/// </summary>
internal sealed class IntentBoard
{
    private const double LowestThreshold = 0.2;

    private readonly IntentTree _tree;
    private readonly HiddenIntentOptions _options;
    private readonly Dictionary<string, IntentState> _states;
    private readonly Dictionary<string, double> _nearness;
    private readonly Dictionary<string, double> _thresholds;

    /// <param name="address">Of the goal: the thresholds are a trait of the person, the same in every conversation about it under one seed.</param>
    public IntentBoard(IntentTree tree, HiddenIntentOptions options, long seed, string address)
    {
        (_tree, _options) = (tree, options);
        _states = tree.Intents.ToDictionary(i => i.Id, i => i.Given ? IntentState.Discovered : IntentState.Undiscovered, StringComparer.Ordinal);
        _nearness = tree.Intents.ToDictionary(i => i.Id, _ => 0.0, StringComparer.Ordinal);
        _thresholds = tree.Intents.ToDictionary(
            i => i.Id, i => LowestThreshold + ((1 - LowestThreshold) * Seeds.Derive(seed, $"{address}/intent/{i.Id}") / int.MaxValue), StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, IntentState> States => _states;

    /// <summary>Messages of the assistant in a row that have changed nothing.</summary>
    public int Idle { get; private set; }

    public bool AllDiscovered => _states.Values.All(s => s == IntentState.Discovered);

    /// <summary>Whether everything was discovered before the last message, so that it could deliver what is wanted.</summary>
    public bool WasComplete { get; private set; }

    public IReadOnlyList<IntentChange> Hear(AssistantReading reading, IReadOnlyList<IntentMatch> matches)
    {
        WasComplete = AllDiscovered;
        List<HiddenIntent> open = [.. _tree.Intents.Where(i => _states[i.Id] != IntentState.Discovered && (i.Parent is null || _states[i.Parent] == IntentState.Discovered))];
        var openQuestions = reading.Parts.Count(p => p.IsQuestion && WordMatcher.IsOpen(p));
        var changes = new List<IntentChange>();
        foreach (var intent in open)
        {
            var before = _states[intent.Id];
            var after = Next(intent.Id, before, [.. matches.Where(m => m.Intent == intent.Id && m.Strength >= _options.Tangential)], reading, openQuestions);
            if (after == before) continue;
            _states[intent.Id] = after;
            changes.Add(new(intent.Id, before, after));
        }
        Idle = changes.Count == 0 ? Idle + 1 : 0;
        return changes;
    }

    private IntentState Next(string id, IntentState before, List<IntentMatch> touches, AssistantReading reading, int openQuestions)
    {
        var asked = touches.Where(m => reading.Parts[m.Part].IsQuestion).Select(m => m.Strength).DefaultIfEmpty(0).Max();
        if (asked >= _options.Direct || (before == IntentState.Emerging && asked > 0)) return IntentState.Discovered;
        // A word in passing is worth half a question.
        var said = touches.Where(m => !reading.Parts[m.Part].IsQuestion).Select(m => Math.Min(m.Strength, 1) / 2).DefaultIfEmpty(0).Max();
        _nearness[id] += asked + said + (openQuestions * _options.OpenQuestion);
        return _nearness[id] >= _thresholds[id] ? IntentState.Emerging : before;
    }
}
