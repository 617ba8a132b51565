using System.Text;

namespace CollabLLM.Core.Simulation.Detection;

/// <summary>A text as comparable words: lower case, letters and digits only; of scripts written without spaces every character is a word.</summary>
internal static class Words
{
    public static string[] Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            var counts = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark;
            if (counts && !StandsAlone(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
                continue;
            }
            // An apostrophe within a word is no border: don't is one word, however it is typed.
            if (rune.Value is '\'' or '’' && word.Length > 0) continue;
            End();
            if (counts) words.Add(rune.ToString());
        }
        End();
        return [.. words];

        void End()
        {
            if (word.Length == 0) return;
            words.Add(word.ToString());
            word.Clear();
        }
    }

    /// <summary>Sequences of <paramref name="length"/> words; of a shorter text the one sequence there is.</summary>
    public static HashSet<string> Sequences(string[] words, int length)
    {
        var sequences = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + length <= words.Length; i++) sequences.Add(string.Join(' ', words, i, length));
        if (sequences.Count == 0 && words.Length > 0) sequences.Add(string.Join(' ', words));
        return sequences;
    }

    /// <summary>The longest run of words that stands in both texts, after words in <paramref name="allowed"/> texts have excused runs that stand there too.</summary>
    public static int LongestShared(string[] said, string[] source, IReadOnlyList<string[]> allowed, int atLeast)
    {
        if (said.Length < atLeast || source.Length < atLeast) return 0;
        var sources = Sequences(source, atLeast);
        HashSet<string> excused = [.. allowed.Where(a => a.Length >= atLeast).SelectMany(a => Sequences(a, atLeast))];
        var (longest, run) = (0, 0);
        for (var i = 0; i + atLeast <= said.Length; i++)
        {
            var sequence = string.Join(' ', said, i, atLeast);
            run = sources.Contains(sequence) && !excused.Contains(sequence) ? (run == 0 ? atLeast : run + 1) : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }

    /// <summary>Han, kana and their neighbours, and the scripts of Thailand, Laos, Burma and Cambodia.</summary>
    private static bool StandsAlone(Rune rune) => rune.Value is
        (>= 0x2E80 and <= 0xA4CF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF) or (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x17FF);
}
