using System.Globalization;
using System.Numerics;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>A fraction in lowest terms with a positive denominator.</summary>
internal readonly record struct Rational
{
    private Rational(BigInteger numerator, BigInteger denominator) => (Numerator, Denominator) = (numerator, denominator);

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static Rational Of(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * (denominator.Sign < 0 ? -1 : 1);
        return new(numerator / divisor, denominator / divisor);
    }

    /// <summary>Reads <c>12</c>, <c>0.25</c>, <c>.5</c>.</summary>
    public static Rational Parse(string decimalNumber)
    {
        var point = decimalNumber.IndexOf('.', StringComparison.Ordinal);
        if (point < 0) return new(BigInteger.Parse(decimalNumber, CultureInfo.InvariantCulture), 1);
        var digits = decimalNumber.Remove(point, 1);
        return Of(BigInteger.Parse("0" + digits, CultureInfo.InvariantCulture), BigInteger.Pow(10, decimalNumber.Length - point - 1));
    }

    public double ToDouble() => Math.Exp(BigInteger.Log(BigInteger.Abs(Numerator)) - BigInteger.Log(Denominator)) is var size && Numerator.IsZero ? 0
        : Small(Numerator) && Small(Denominator) ? (double)Numerator / (double)Denominator : Numerator.Sign * size;

    public static Rational operator +(Rational a, Rational b) => Of(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator *(Rational a, Rational b) => Of(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public override string ToString() => Denominator.IsOne ? $"{Numerator}" : $"{Numerator}/{Denominator}";

    private static bool Small(BigInteger value) => BigInteger.Abs(value) < (BigInteger)1e15;
}
