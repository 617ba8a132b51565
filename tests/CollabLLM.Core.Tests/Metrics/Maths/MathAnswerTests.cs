using System.IO.Compression;
using System.Text.Json.Nodes;
using CollabLLM.Core.Metrics.Maths;
using CollabLLM.Testing;
using CsCheck;

namespace CollabLLM.Core.Tests.Metrics.Maths;

public sealed class MathAnswerTests
{
    [Theory]
    [InlineData(@"\frac{3}{4}", @"\dfrac34", "0.75", @"\tfrac{6}{8}", "3/4")]
    [InlineData(@"-\frac{3}{4}", @"\frac{-3}{4}", "-.75", @"\frac{3}{-4}")]
    [InlineData(@"14{,}916", "14,916", @"14,\!916", "14916")]
    [InlineData(@"\$32,\!348", "32348", @"\$32,348", @"32348\text{ dollars}", "32348 dollars")]
    [InlineData(@"118^{\circ}", "118", @"118^\circ", @"118 \text{ degrees}", "118 degrees", "118°")]
    [InlineData(@"28\%", "28", "28%")]
    [InlineData(@"\frac{12}{5,\!525}", @"\frac{12}{5525}")]
    [InlineData(@"1\frac{4}{5}", "1.8", @"\frac95", @"1 \dfrac{4}{5}")]
    [InlineData(@"8\sqrt{3} \text { square inches}", @"8\sqrt3", @"\sqrt{192}", @"8 \sqrt{3}\text{ cm}^2", @"8\cdot\sqrt{3}", @"24/\sqrt{3}")]
    [InlineData(@"2\sqrt{3} - 2", @"-2+2\sqrt{3}", @"\sqrt{12}-2", @"2(\sqrt{3}-1)")]
    [InlineData(@"\frac{1 + \sqrt{5}}{4}", @"\frac14+\frac{\sqrt{5}}{4}")]
    [InlineData(@"\sqrt[3]{27}", "3", @"27^{1/3}")]
    [InlineData(@"10\pi", @"\pi\cdot10", "10π")]
    [InlineData(@"\frac{1}{5} + \frac{3}{5}i", @"\frac{1+3i}{5}", "0.2+0.6i")]
    [InlineData("-1,0,1", "1, 0, -1", @"\{-1,0,1\}", @"\left\{ 0, 1, -1 \right\}")]
    [InlineData(@"12\text{ and }13", "12, 13", "13 and 12")]
    [InlineData(@"3 \pm 2 \sqrt{2}", @"3 - 2\sqrt2, 3+2\sqrt2", @"\{3\pm\sqrt8\}")]
    [InlineData(@"(-\infty, 2) \cup (3, \infty)", @"(3,\infty)\cup(-\infty,2)", @"\left(-\infty,2\right) \cup \left(3,\infty\right)", @"x \in (-\infty,2)\cup(3,\infty)")]
    [InlineData(@"\left[ -\frac{1}{2}, \frac{1}{2} \right]", "[-0.5,0.5]", "[-1/2, 1/2]")]
    [InlineData(@"\left( 3, \frac{11 \pi}{8}, \frac{4 \pi}{5} \right)", @"(3,11\pi/8,0.8\pi)")]
    [InlineData(@"\begin{pmatrix} -4/9 \\ 1/9 \\ 8/9 \end{pmatrix}", @"\begin{pmatrix}-\frac49\\\frac19\\\frac89\end{pmatrix}")]
    [InlineData(@"\begin{pmatrix} 1 & 2 \\ -3 & -5 \end{pmatrix}", @"\begin{bmatrix}1&2\\-3&-5\\\end{bmatrix}")]
    [InlineData("x = 3", "3", "x=3")]
    [InlineData(@"y = x^2 + 2", "2+x^2", "x^{2}+2")]
    [InlineData(@"x^2 + y^2 = 13", "y^2+x^2=13", "13=x^2+y^2")]
    [InlineData(@"x \ge 3", @"3 \leq x")]
    [InlineData(@"3(x-2)(x+1)", "3(x+1)(x-2)", @"3 (1+x) \left(x-2\right)")]
    [InlineData(@"\frac{1}{2 - x}", @"\frac1{-x+2}", "1/(2-x)")]
    [InlineData(@"36x \sqrt{35x}", @"36\cdot x\cdot\sqrt{35x}")]
    [InlineData(@"\text{Friday}", "Friday", "friday", @"\textbf{Friday}.")]
    [InlineData(@"\text{C,E}", "C, E", "E,C")]
    [InlineData("1112112_3", "1112112_{3}")]
    [InlineData(@"\frac{1}{2004!}", "1/2004!")]
    [InlineData("$5$", "5", "5.", "5.0", "+5")]
    public void These_mean_the_same(params string[] answers)
    {
        foreach (var one in answers)
        {
            foreach (var other in answers) Assert.True(MathAnswer.AreEqual(one, other), $"{one} ({MathAnswer.Normalise(one)}) and {other} ({MathAnswer.Normalise(other)})");
        }
    }

    [Theory]
    [InlineData("3", "-3")]
    [InlineData("0.33", @"\frac13")]
    [InlineData("3.14", @"\pi")]
    [InlineData("1.41", @"\sqrt2")]
    [InlineData("(1,2)", "(2,1)")]
    [InlineData("(1,2)", "[1,2]")]
    [InlineData("(1,2]", "(1,2)")]
    [InlineData("27,93", "2793")]
    [InlineData("(100,200)", "100200")]
    [InlineData("-1,0,1", "-1,0")]
    [InlineData("1,1,2", "1,2,2")]
    [InlineData(@"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", @"\begin{pmatrix} 2 \\ 1 \end{pmatrix}")]
    [InlineData(@"x \ge 3", @"x \le 3")]
    [InlineData("1112112_3", "1112112")]
    [InlineData(@"\text{Friday}", @"\text{Monday}")]
    [InlineData("A", "D")]
    [InlineData("2x", "x^2")]
    [InlineData("x^2-9", "(x-3)(x+3)")]
    [InlineData("1:2", "1")]
    [InlineData(@"\frac{1}{2004!}", "0")]
    [InlineData(@"\frac{x}{2}", @"2x")]
    [InlineData("", "0")]
    public void These_do_not(string one, string other)
    {
        Assert.False(MathAnswer.AreEqual(one, other), $"{MathAnswer.Normalise(one)} and {MathAnswer.Normalise(other)}");
        Assert.False(MathAnswer.AreEqual(other, one));
    }

    /// <summary>Whatever is written there, the answer is a yes or a no and comes at once.</summary>
    [Theory]
    [InlineData("{{{{")]
    [InlineData(@"\frac{")]
    [InlineData(@"\frac{1}{0}")]
    [InlineData("9^{9^{9^{9}}}")]
    [InlineData(@"\begin{pmatrix} 1")]
    [InlineData("٣+٤")]
    [InlineData(@"\sqrt[0]{2}")]
    [InlineData("((5000!)!)!")]
    [InlineData(", ,")]
    [InlineData("\\")]
    public void Nonsense_is_equal_to_itself_at_most(string answer)
    {
        MathAnswer.AreEqual(answer, answer);
        Assert.False(MathAnswer.AreEqual(answer, "17"));
        Assert.False(MathAnswer.AreEqual(string.Concat(Enumerable.Repeat("(", 900)), answer));
    }

    /// <summary>Pieces of LaTeX in any order: a yes or a no, the same from both sides, and nothing differs from itself when it can be read.</summary>
    [Fact]
    public void Any_sequence_of_tokens_has_an_answer()
    {
        string[] pieces =
        [
            "1", "23", "0", ".5", "x", "i", "-", "+", "^", "_", "!", "/", ",", "(", ")", "[", "]", "{", "}", "|", "=", "<", ":", "&", @"\\", @"\frac", @"\sqrt", @"\pi", @"\pm", @"\cup",
            @"\infty", @"\{", @"\}", @"\begin{pmatrix}", @"\end{pmatrix}", @"\text{ cm}", @"\%", @"\$", "{,}", @"\sin", @"\le", @"\binom", " ", "²", "\ud83d",
        ];
        var answers = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 14].Select(string.Concat);
        Gen.Select(answers, answers).Sample((a, b) => MathAnswer.AreEqual(a, b) == MathAnswer.AreEqual(b, a) && MathAnswer.Normalise(a) is not null, iter: 20_000, threads: 2);
    }

    [Theory]
    [InlineData(@"so \boxed{5} or rather $\boxed{\frac{1}{2}}$.", @"\frac{1}{2}")]
    [InlineData(@"\boxed{\{1, 2\}}", @"\{1, 2\}")]
    [InlineData(@"It is $\boxed 7$.", "7")]
    [InlineData(@"\fbox{3}", "3")]
    [InlineData(@"\boxed{a} and \boxed{b", "a")]
    [InlineData("no box", null)]
    [InlineData("", null)]
    public void The_last_box_is_the_answer(string solution, string? answer) => Assert.Equal(answer, BoxedAnswer.Last(solution));

    /// <summary>Every answer is found, equals itself however it is dressed, and no answer equals a different one but by meaning.</summary>
    [Fact]
    public void All_answers_of_MATH_are_read()
    {
        var answers = Solutions().ConvertAll(BoxedAnswer.Last);
        Assert.Equal(993, answers.Count);
        Assert.DoesNotContain(null, answers);
        var different = answers.OfType<string>().Distinct().ToList();
        Assert.All(different, a => Assert.True(MathAnswer.AreEqual(a, a), a));
        Assert.All(different, a => Assert.True(MathAnswer.AreEqual(a, $"$ {a.Replace(@"\frac", @"\dfrac", StringComparison.Ordinal)} $"), a));
        Assert.DoesNotContain(different, a => MathAnswer.Normalise(a).StartsWith("text:", StringComparison.Ordinal));
        // What the set writes in more than one way, such as 0.5 and \frac12, is the same; everything else is different from its neighbour.
        var groups = different.GroupBy(MathAnswer.Normalise).Select(g => g.ToList()).ToList();
        Assert.All(groups.Where(g => g.Count > 1), g => Assert.All(g, a => Assert.True(MathAnswer.AreEqual(a, g[0]), $"{a} and {g[0]}")));
        Assert.InRange(groups.Count, different.Count - 60, different.Count - 1);
        Assert.All(groups.Zip(groups.Skip(1)), p => Assert.False(MathAnswer.AreEqual(p.First[0], p.Second[0]), $"{p.First[0]} and {p.Second[0]}"));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', groups.Where(g => g.Count > 1).Select(g => string.Join("  ", g))));
    }

    private static List<string> Solutions()
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(SharedFolder.Require("data/math-hard/math_hard_dev.jsonl.gz")), CompressionMode.Decompress));
        var solutions = new List<string>();
        while (lines.ReadLine() is { } line) solutions.Add((string)JsonNode.Parse(line)!["solution"]!);
        return solutions;
    }
}
