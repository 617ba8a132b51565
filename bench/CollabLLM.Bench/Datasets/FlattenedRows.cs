using System.Globalization;
using System.Text;

namespace CollabLLM.Bench.Datasets;

/// <summary>Flattened rows of about 4 KB in random order: conversations of 4 turns, 3 candidates a turn.</summary>
internal static class FlattenedRows
{
    private const int Candidates = 3;
    private const int Turns = 4;

    public static void Write(string path, int rows, int seed)
    {
        var random = new Random(seed);
        var order = new int[rows];
        for (var i = 0; i < rows; i++) order[i] = i;
        random.Shuffle(order);
        var words = Enumerable.Range(0, 4000).Select(_ => new string([.. Enumerable.Range(0, random.Next(2, 10)).Select(_ => (char)('a' + random.Next(26)))])).ToArray();
        var prose = string.Join(' ', Enumerable.Range(0, 200_000).Select(_ => words[random.Next(words.Length)]));
        using var writer = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        foreach (var row in order)
        {
            var group = row / Candidates;
            var (conversation, turn) = (group / Turns, group % Turns);
            writer.Write("{\"prompt\":[");
            for (var m = 0; m <= 2 * turn; m++)
            {
                if (m > 0) writer.Write(',');
                writer.Write($$"""{"role":"{{(m % 2 == 0 ? "user" : "assistant")}}","content":"{{Text(conversation * 31 + m, m % 2 == 0 ? 150 : 500)}}"}""");
            }
            var score = (uint)row * 2654435761u / (double)uint.MaxValue;
            writer.Write(string.Create(CultureInfo.InvariantCulture, $$"""],"completion":"{{Text(row, 700)}}","conv_id":{{conversation}},"score":{{score}},"single_turn_prompt":"{{Text(conversation, 300)}}","single_turn_completion":"{{Text(conversation + 7, 300)}}","single_turn_metadata":{"level":"5"},"turn_id":{{2 * turn + 1}},"""));
            writer.Write($$"""
                "sessions":[[{"role":"user","content":"{{Text(row + 3, 600)}}"},{"role":"assistant","content":"{{Text(row + 5, 800)}}"}]],
                """.Trim());
            writer.Write("""
                "rewards":{"accuracy":[0,1,1],"MR":[0.5,0.25,0.75],"token_amount":[0.4,0.6,0.5]}}
                """.Trim());
            writer.WriteLine();
        }

        string Text(int at, int length)
        {
            var from = (int)((uint)at * 40503u % (uint)(prose.Length - length));
            return prose.Substring(from, length);
        }
    }
}
