namespace CollabLLM.Core.Datasets.Card;

/// <summary>Mean and variance of values that are not kept (Welford, Technometrics 1962).</summary>
internal sealed class RunningSpread
{
    private long _count;
    private double _mean;
    private double _squares;

    public void Add(double value)
    {
        _count++;
        var before = value - _mean;
        _mean += before / _count;
        _squares += before * (value - _mean);
    }

    public Spread Result() => new(_count, _count > 0 ? _mean : null, _count > 1 ? Math.Sqrt(_squares / (_count - 1)) : null);
}
