namespace CollabLLM.Bench.Simulation;

/// <summary>How long each call of a run takes, drawn beforehand: lognormal with median 200 ms and 99th percentile 3 s.</summary>
internal sealed class LatencyScript
{
    private const double Median = 0.2;
    private static readonly double Sigma = Math.Log(3 / Median) / 2.3263478740408408;
    private readonly double[,] _seconds;
    private readonly double[,] _again;

    public LatencyScript(int seed, int conversations, int messages)
    {
        _again = new double[conversations, messages];
        var random = new Random(seed);
        _seconds = new double[conversations, messages];
        for (var c = 0; c < conversations; c++)
        {
            for (var m = 0; m < messages; m++) _seconds[c, m] = Median * Math.Exp(Sigma * Normal(random));
        }
        for (var c = 0; c < conversations; c++)
        {
            for (var m = 0; m < messages; m++) _again[c, m] = Median * Math.Exp(Sigma * Normal(random));
        }
    }

    public int Conversations => _seconds.GetLength(0);

    public int Messages => _seconds.GetLength(1);

    public double this[int conversation, int message] => _seconds[conversation, message];

    /// <summary>What the call takes when it is sent a second time.</summary>
    public double Again(int conversation, int message) => _again[conversation, message];

    /// <summary>No schedule that sends each call once ends before this, not even one that knows every latency beforehand.</summary>
    public double LowerBound(int concurrency) => Math.Max(All().Sum() / concurrency, Enumerable.Range(0, Conversations).Max(c => Enumerable.Range(0, Messages).Sum(m => _seconds[c, m])));

    /// <summary>
    /// The same calls if none had to wait for another of its conversation, each taken by the next free slot. Calls that look alike can be taken in no better order, so a
    /// schedule that does not know latencies beforehand ends no earlier, on average.
    /// </summary>
    public double WithoutOrder(int concurrency)
    {
        var slots = new PriorityQueue<double, double>(Enumerable.Repeat((0.0, 0.0), concurrency));
        var end = 0.0;
        for (var m = 0; m < Messages; m++)
        {
            for (var c = 0; c < Conversations; c++)
            {
                var done = slots.Dequeue() + _seconds[c, m];
                slots.Enqueue(done, done);
                end = Math.Max(end, done);
            }
        }
        return end;
    }

    private IEnumerable<double> All() => _seconds.Cast<double>();

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
