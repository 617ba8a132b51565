using CollabLLM.Core.Conversations;
using CollabLLM.Core.Datasets;

namespace CollabLLM.Core.Simulation.Detection;

/// <summary>
/// Notices a user who recites the hidden goal or its reference instead of talking about it. Words that the assistant said before are free: quoting a draft is no leak, and
/// neither is a part of the reference that the goal itself holds.
/// </summary>
public static class GoalLeakDetector
{
    /// <summary>A reference shorter than a run is a leak as a whole, if it is more than a word or two that anybody may say.</summary>
    private const int ShortestReference = 3;

    /// <returns>0 to 1, ½ at the threshold and 1 from twice its length on; null when nothing leaks.</returns>
    public static double? Find(Goal goal, IReadOnlyList<TranscriptMessage> messages, string text, DetectorOptions options)
    {
        var said = Words.Of(text);
        List<string[]> heard = [.. messages.Where(m => m.Role == MessageRole.Assistant).Select(m => Words.Of(m.Content))];
        var goalWords = Words.Of(goal.Prompt);
        var fromGoal = options.GoalWords is { } least ? Score(Words.LongestShared(said, goalWords, heard, least), least) : null;
        var reference = Words.Of(goal.Completion);
        var run = Math.Min(options.ReferenceWords, reference.Length);
        if (run < ShortestReference) return fromGoal;
        var fromReference = Score(Words.LongestShared(said, reference, [.. heard, goalWords], run), run);
        return fromGoal is null || fromReference > fromGoal ? fromReference : fromGoal;
    }

    private static double? Score(int longest, int least) => longest == 0 ? null : Math.Min(1, longest / (2.0 * least));
}
