using System.Globalization;
using System.Text.RegularExpressions;
using CollabLLM.Core.Prompts.Replies;

namespace CollabLLM.Core.Prompts;

/// <summary>Whether a repaired reply says what the first one said. A model that repairs likes to add a score that nobody gave.</summary>
internal static partial class RepairCheck
{
    /// <summary>What share of the words of a repaired text must stand in the reply.</summary>
    private const double Shared = 0.8;

    public static bool SaysTheSame(string reply, StructuredReply repaired, ReplySchema schema)
    {
        var words = Word().EnumerateMatches(reply);
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in words) known.Add(reply.Substring(word.Index, word.Length));
        var numbers = new HashSet<double>();
        foreach (var number in Number().EnumerateMatches(reply))
        {
            if (double.TryParse(reply.AsSpan(number.Index, number.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) numbers.Add(value);
        }
        return schema.Fields.Where(f => !f.Aside).All(field => field.Type switch
        {
            _ when repaired.IsMissing(field.Name) => true,
            ReplyFieldType.Number => numbers.Contains(repaired.Number(field.Name)),
            ReplyFieldType.Flag => numbers.Contains(repaired.Number(field.Name)) || known.Contains(repaired.Number(field.Name) == 1 ? "true" : "false"),
            ReplyFieldType.Choice => known.Contains(repaired.Text(field.Name)),
            _ => IsKnown(repaired.Text(field.Name), known),
        });
    }

    private static bool IsKnown(string text, HashSet<string> known)
    {
        var (all, shared) = (0, 0);
        foreach (var word in Word().EnumerateMatches(text))
        {
            all++;
            if (known.Contains(text.Substring(word.Index, word.Length))) shared++;
        }
        return shared >= Shared * all;
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"[-+]?[0-9]*\.?[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
