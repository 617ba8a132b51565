using System.Numerics;

namespace CollabLLM.Core.Metrics.Maths;

/// <summary>Reads one expression of LaTeX from tokens. What it does not know is a <see cref="FormatException"/>: the caller compares texts then.</summary>
internal sealed class MathReader(IReadOnlyList<string> tokens)
{
    private const int LargestFactorial = 5000;
    private const int Deepest = 60;
    private int _at;
    private int _depth;

    private string? Next => _at < tokens.Count ? tokens[_at] : null;

    public static MathTerm Read(IReadOnlyList<string> tokens)
    {
        var reader = new MathReader(tokens);
        var term = reader.Sum();
        return reader.Next is null ? term : throw new FormatException($"{reader.Next} is not understood here.");
    }

    private MathTerm Sum()
    {
        var terms = new List<MathTerm> { Product() };
        while (Next is "+" or "-") terms.Add(Product());
        return MathTerm.Sum(terms);
    }

    private MathTerm Product()
    {
        var negative = false;
        for (; Next is "+" or "-"; _at++) negative ^= Next == "-";
        var factors = new List<MathTerm> { Mixed() };
        while (Next is { } next)
        {
            if (next is "*" or @"\cdot" or @"\times")
            {
                _at++;
                factors.Add(Factor());
            }
            else if (next is "/" or @"\div")
            {
                _at++;
                factors.Add(MathTerm.Power(Factor(), MathTerm.Whole(-1)));
            }
            else if (next is "+" or "-" or ")" or "]" or "}" or "|" || next == @"\}")
            {
                break;
            }
            else
            {
                factors.Add(Factor());
            }
        }
        var product = MathTerm.Product(factors);
        return negative ? MathTerm.Negative(product) : product;
    }

    /// <summary>1\frac{4}{5} is one and four fifths; with letters in the fraction it is a product.</summary>
    private MathTerm Mixed()
    {
        var isWhole = Next is { } number && number.All(char.IsAsciiDigit);
        var first = Factor();
        if (!isWhole || !IsFraction(Next) || first.Exact is not { Denominator.IsOne: true }) return first;
        var before = _at;
        var fraction = Factor();
        if (fraction.Exact is { Numerator.Sign: > 0 } part && part.Numerator < part.Denominator) return MathTerm.Sum([first, fraction]);
        _at = before;
        return first;
    }

    private MathTerm Factor()
    {
        if (++_depth > Deepest) throw new FormatException("It is nested too deeply.");
        var term = Powered(Base());
        _depth--;
        return term;
    }

    private MathTerm Powered(MathTerm term)
    {
        while (Next is "^" or "!" or "_")
        {
            switch (tokens[_at++])
            {
                case "^":
                    term = MathTerm.Power(term, Argument());
                    break;
                case "_":
                    term = MathTerm.Letters($"{MathTerm.Inner(term.Key)}_{MathTerm.Inner(Argument().Key)}");
                    break;
                default:
                    term = Factorial(term);
                    break;
            }
        }
        return term;
    }

    private MathTerm Base()
    {
        var token = Next ?? throw new FormatException("The expression ends too early.");
        _at++;
        if (char.IsAsciiDigit(token[0]) || (token[0] == '.' && token.Length > 1)) return MathTerm.Number(Rational.Parse(token));
        switch (token)
        {
            case "(": return Closed(Sum(), ")");
            case "[": return Closed(Sum(), "]");
            case "{": return Closed(Sum(), "}");
            case "|": return Absolute(Closed(Sum(), "|"));
            case "-": return MathTerm.Negative(Factor());
            case @"\frac" or @"\dfrac" or @"\tfrac" or @"\cfrac": return MathTerm.Divided(Argument(), Argument());
            case @"\sqrt": return Root();
            case @"\pi": return MathTerm.Number(new Complex(Math.PI, 0));
            case "i": return MathTerm.Number(Complex.ImaginaryOne);
            case @"\sin" or @"\cos" or @"\tan" or @"\ln": return Function(token, Next == "^" ? throw new FormatException("A power of a function.") : Factor());
            case @"\binom": return MathTerm.Letters($"binom[{MathTerm.Inner(Argument().Key)},{MathTerm.Inner(Argument().Key)}]");
            default: break;
        }
        if (token.Length == 1 && char.IsLetter(token[0])) return MathTerm.Letters(token);
        if (token.Length > 2 && token[0] == '\\' && token.Skip(1).All(char.IsAsciiLetter) && !token.StartsWith(@"\begin", StringComparison.Ordinal)) return MathTerm.Letters(token);
        throw new FormatException($"{token} is not understood.");
    }

    private MathTerm Closed(MathTerm inner, string closing) =>
        Next == closing && ++_at > 0 ? inner : throw new FormatException($"{closing} is missing.");

    /// <summary>What \frac or ^ takes: a group, or a single token, of which a number gives its first digit only.</summary>
    private MathTerm Argument()
    {
        if (Next is not { } token) throw new FormatException("An argument is missing.");
        if (token == "{" || token[0] == '\\' || token == "(") return Base();
        if (token == "-") return Base();
        if (char.IsAsciiDigit(token[0]) && token.Length > 1 && tokens is List<string> list)
        {
            list[_at] = token[1..].TrimStart('.');
            return MathTerm.Whole(token[0] - '0');
        }
        return Base();
    }

    private MathTerm Root()
    {
        var degree = MathTerm.Whole(2);
        if (Next == "[")
        {
            _at++;
            degree = Closed(Sum(), "]");
        }
        return MathTerm.Power(Argument(), MathTerm.Power(degree, MathTerm.Whole(-1)));
    }

    private static MathTerm Function(string name, MathTerm argument) => !argument.IsConstant ? MathTerm.Letters($"{name}[{MathTerm.Inner(argument.Key)}]") : MathTerm.Number(name switch
    {
        @"\sin" => Complex.Sin(argument.Value),
        @"\cos" => Complex.Cos(argument.Value),
        @"\tan" => Complex.Tan(argument.Value),
        _ => Complex.Log(argument.Value),
    });

    private static MathTerm Absolute(MathTerm term) => term switch
    {
        { Exact: { } exact } => MathTerm.Number(Rational.Of(BigInteger.Abs(exact.Numerator), exact.Denominator)),
        { IsConstant: true } => MathTerm.Number(new Complex(term.Value.Magnitude, 0)),
        _ => MathTerm.Letters($"|{MathTerm.Inner(term.Key)}|"),
    };

    private static MathTerm Factorial(MathTerm term)
    {
        if (term.Exact is not { Denominator.IsOne: true, Numerator.Sign: >= 0 } exact || exact.Numerator > LargestFactorial) return MathTerm.Letters($"{MathTerm.Inner(term.Key)}!");
        var product = BigInteger.One;
        for (var i = 2; i <= (int)exact.Numerator; i++) product *= i;
        return MathTerm.Whole(product);
    }

    private static bool IsFraction(string? token) => token is @"\frac" or @"\dfrac" or @"\tfrac";
}
