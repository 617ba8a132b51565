using System.Diagnostics;
using System.Text;
using CollabLLM.Core.Metrics.Text;

namespace CollabLLM.Bench.Texts;

/// <summary>
/// Character BLEU of 10,000 pairs of 3,000 characters, on one thread and on all, beside the obvious implementation with dictionaries of strings. The
/// pairs are English-like words of which the hypothesis keeps three quarters. Both sides in turns, and they must agree.
/// </summary>
internal static class BleuBench
{
    private const int Length = 3000;
    private const int Rounds = 5;

    public static Task<int> RunAsync(string[] args)
    {
        var count = args is [var given, ..] ? int.Parse(given) : 10_000;
        var pairs = Pairs(count);
        var plain = pairs.Take(Math.Max(1, count / 20)).ToArray();
        Console.WriteLine($"{count:N0} pairs of {Length:N0} characters; strings and dictionaries on {plain.Length:N0} of them");
        var furthest = plain.Max(p => Math.Abs(StringBleu.Score(p.Reference, p.Hypothesis) - CharacterBleu.Score(p.Reference, p.Hypothesis)));
        if (furthest > 1e-12) throw new InvalidOperationException($"The two differ by {furthest}.");
        Samples one = new("pairs/s"), all = new("pairs/s"), strings = new("pairs/s"), ratio = new("times");
        for (var round = -1; round < Rounds; round++)
        {
            var ours = Rate(pairs, p => CharacterBleu.Score(p.Reference, p.Hypothesis));
            var theirs = Rate(plain, p => StringBleu.Score(p.Reference, p.Hypothesis));
            var parallel = ParallelRate(pairs);
            if (round < 0) continue;
            one.Add(ours);
            strings.Add(theirs);
            all.Add(parallel);
            ratio.Add(ours / theirs);
        }
        Console.WriteLine($"one thread:              {one}");
        Console.WriteLine($"{Environment.ProcessorCount,2} threads:              {all}");
        Console.WriteLine($"dictionaries of strings: {strings}");
        Console.WriteLine($"one thread beside it:    {ratio}");
        return Task.FromResult(0);
    }

    private static double Rate((string Reference, string Hypothesis)[] pairs, Func<(string Reference, string Hypothesis), double> score)
    {
        var sum = 0.0;
        var watch = Stopwatch.StartNew();
        foreach (var pair in pairs) sum += score(pair);
        return sum < 0 ? throw new InvalidOperationException("A score is never negative.") : pairs.Length / watch.Elapsed.TotalSeconds;
    }

    private static double ParallelRate((string Reference, string Hypothesis)[] pairs)
    {
        var scores = new double[pairs.Length];
        var watch = Stopwatch.StartNew();
        Parallel.For(0, pairs.Length, i => scores[i] = CharacterBleu.Score(pairs[i].Reference, pairs[i].Hypothesis));
        return pairs.Length / watch.Elapsed.TotalSeconds;
    }

    private static (string Reference, string Hypothesis)[] Pairs(int count)
    {
        var random = new Random(7);
        // lengths and letters about as in English
        string[] words = [.. Enumerable.Range(0, 4000).Select(_ => Word(random))];
        return [.. Enumerable.Range(0, count).Select(_ => Pair(random, words))];
    }

    private static (string Reference, string Hypothesis) Pair(Random random, string[] words)
    {
        StringBuilder reference = new(), hypothesis = new();
        while (reference.Length < Length || hypothesis.Length < Length)
        {
            var word = words[(int)(words.Length * Math.Pow(random.NextDouble(), 3))];
            reference.Append(word);
            hypothesis.Append(random.Next(4) == 0 ? words[random.Next(words.Length)] : word);
        }
        return (reference.ToString(0, Length), hypothesis.ToString(0, Length));
    }

    private static string Word(Random random)
    {
        const string letters = "eeeeeeeeeeeetttttttttaaaaaaaaooooooooiiiiiiinnnnnnnsssssshhhhhhrrrrrrddddlllluuucccmmmwwffggyyppbbvkjxqz";
        var word = string.Concat(Enumerable.Range(0, 1 + random.Next(9)).Select(_ => letters[random.Next(letters.Length)]));
        return word + (random.Next(12) == 0 ? ". " : random.Next(10) == 0 ? ", " : " ");
    }
}
