using System.Globalization;
using System.Text;

namespace CollabLLM.Gguf.Templates;

/// <summary>Dates as C's strftime writes them, in English: some models are told the day in their system prompt.</summary>
internal static class Strftime
{
    /// <exception cref="TemplateException">The format has a code that chat templates do not use.</exception>
    public static string Format(DateTimeOffset time, string format)
    {
        var output = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                output.Append(format[at]);
                continue;
            }
            // A minus sign takes the leading zero away.
            var bare = at + 1 < format.Length && format[at + 1] == '-';
            if (bare) at++;
            var code = ++at < format.Length ? format[at] : throw new TemplateException("The chat template has a date format that ends in %.");
            var part = Part(time, code);
            output.Append(bare && part.Length > 1 ? part.TrimStart('0').PadLeft(1, '0') : part);
        }
        return output.ToString();
    }

    private static string Part(DateTimeOffset time, char code) => code switch
    {
        'Y' => Text(time, "yyyy"),
        'y' => Text(time, "yy"),
        'm' => Text(time, "MM"),
        'B' => Text(time, "MMMM"),
        'b' => Text(time, "MMM"),
        'd' => Text(time, "dd"),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'A' => Text(time, "dddd"),
        'a' => Text(time, "ddd"),
        'H' => Text(time, "HH"),
        'I' => Text(time, "hh"),
        'p' => Text(time, "tt"),
        'M' => Text(time, "mm"),
        'S' => Text(time, "ss"),
        'F' => Text(time, "yyyy-MM-dd"),
        'T' => Text(time, "HH:mm:ss"),
        '%' => "%",
        _ => throw new TemplateException($"The chat template writes dates with %{code}, which is not supported."),
    };

    private static string Text(DateTimeOffset time, string pattern) => time.ToString(pattern, CultureInfo.InvariantCulture);
}
