using System.Globalization;
using System.Numerics;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>
/// An expression in a form that can be compared: a number by its value (exactly where it is a fraction), anything with letters by its
/// form, in which the order of summands and factors does not matter. Forms are not expanded: to factor or to expand may be the task.
/// </summary>
internal sealed record MathTerm
{
    private const double Tolerance = 1e-9;
    private const int LargestPower = 4096;
    private const long LargestBits = 1_000_000;

    private MathTerm(Rational? exact, Complex value, string key, bool isConstant) =>
        (Exact, Value, Key, IsConstant) = (exact, value, key, isConstant);

    /// <summary>The fraction that it is; null when it is none.</summary>
    public Rational? Exact { get; }

    /// <summary>About what it is; only of constants.</summary>
    public Complex Value { get; }

    /// <summary>The form, in an order of its own.</summary>
    public string Key { get; }

    public bool IsConstant { get; }

    public static MathTerm Number(Rational exact) => new(exact, exact.ToDouble(), exact.ToString(), true);

    public static MathTerm Number(Complex value) => new(null, value, $"≈{Rounded(value.Real)}{(Rounded(value.Imaginary) is var i and not "0" ? $"+{i}i" : "")}", true);

    public static MathTerm Letters(string key) => new(null, default, key, false);

    public static MathTerm Whole(BigInteger value) => Number(Rational.Of(value, 1));

    public static MathTerm Sum(IEnumerable<MathTerm> terms)
    {
        var list = terms.ToList();
        var constant = list.Where(t => t.IsConstant).Aggregate(Whole(0), (a, b) =>
            a.Exact is { } x && b.Exact is { } y ? Number(x + y) : Number(a.Value + b.Value));
        List<string> forms = [.. list.Where(t => !t.IsConstant).Select(t => t.Key).Order(StringComparer.Ordinal)];
        if (forms.Count == 0) return constant;
        if (!IsZero(constant)) forms.Add(constant.Key);
        return forms.Count == 1 ? Letters(forms[0]) : Letters($"({Inner(string.Join('+', forms))})");
    }

    public static MathTerm Product(IEnumerable<MathTerm> factors)
    {
        var list = factors.ToList();
        var constant = list.Where(t => t.IsConstant).Aggregate(Whole(1), (a, b) =>
            a.Exact is { } x && b.Exact is { } y ? Number(x * y) : Number(a.Value * b.Value));
        List<string> forms = [.. list.Where(t => !t.IsConstant).SelectMany(t => t.Key.Split('*')).Order(StringComparer.Ordinal)];
        if (forms.Count == 0) return constant;
        if (constant.Exact is not { Denominator.IsOne: true, Numerator.IsOne: true }) forms.Insert(0, constant.Key);
        return Letters(string.Join('*', forms));
    }

    public static MathTerm Power(MathTerm number, MathTerm exponent)
    {
        if (!number.IsConstant || !exponent.IsConstant) return Letters($"{Guarded(number)}^{Guarded(exponent)}");
        if (number.Exact is { } n && exponent.Exact is { Denominator.IsOne: true } e && BigInteger.Abs(e.Numerator) <= LargestPower
            && (n.Numerator.GetBitLength() + n.Denominator.GetBitLength()) * BigInteger.Abs(e.Numerator) <= LargestBits && !(n.Numerator.IsZero && e.Numerator.Sign < 0))
        {
            var power = (int)e.Numerator;
            return Number(power < 0
                ? Rational.Of(BigInteger.Pow(n.Denominator, -power), BigInteger.Pow(n.Numerator, -power))
                : Rational.Of(BigInteger.Pow(n.Numerator, power), BigInteger.Pow(n.Denominator, power)));
        }
        var value = Complex.Pow(number.Value, exponent.Value);
        // a real root of a square is that whole number, not about it
        var near = Math.Round(value.Real);
        return exponent.Exact is { } x && number.Exact is { Denominator.IsOne: true } root && Math.Abs(near) < 1e9 && x.Numerator.IsOne && x.Denominator < 64
            && BigInteger.Pow((BigInteger)near, (int)x.Denominator) == root.Numerator
            ? Whole((BigInteger)near)
            : Number(value);
    }

    public static MathTerm Negative(MathTerm term) => Product([Whole(-1), term]);

    public static MathTerm Divided(MathTerm numerator, MathTerm denominator) => Product([numerator, Power(denominator, Whole(-1))]);

    public bool SameAs(MathTerm other)
    {
        if (!IsConstant || !other.IsConstant) return IsConstant == other.IsConstant && Key == other.Key;
        if (Exact is { } a && other.Exact is { } b) return a == b;
        return (Value - other.Value).Magnitude <= Tolerance * Math.Max(Value.Magnitude, other.Value.Magnitude);
    }

    private static bool IsZero(MathTerm term) => term.Exact is { Numerator.IsZero: true };

    /// <summary>A form as a part of another: the stars of its own product are not those of the outer one.</summary>
    public static string Inner(string key) => key.Replace('*', '·');

    private static string Guarded(MathTerm term) => term.Key.AsSpan().ContainsAny('*', '^') ? $"[{Inner(term.Key)}]" : term.Key;

    private static string Rounded(double value) => Math.Abs(value) < 1e-12 ? "0" : value.ToString("G10", CultureInfo.InvariantCulture);
}
