using System.Globalization;

namespace CollabLLM.Bench.Decoding;

/// <summary>Options of the decoder benchmarks: <c>--model PATH --rounds N --threads 1,2 --no-peer</c>.</summary>
internal sealed record DecoderOptions(string? Model, int Rounds, int[] Threads, bool Peer)
{
    public static DecoderOptions Parse(string[] args)
    {
        var options = new DecoderOptions(null, 5, [1, 2], true);
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--model" => options with { Model = args[++i] },
                "--rounds" => options with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--threads" => options with { Threads = [.. args[++i].Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture))] },
                "--no-peer" => options with { Peer = false },
                _ => throw new ArgumentException($"unknown option {args[i]}"),
            };
        }
        return options;
    }
}
