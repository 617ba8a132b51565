using System.Security.Cryptography;
using System.Text;

namespace CollabLLM.Core.Prompts;

/// <summary>
/// Tags around text from outside. They carry a mark that occurs in none of the texts, so that none can close its fence or open another.
/// The mark depends on the name of the prompt alone unless a text holds it: prompts of one conversation begin alike, which servers
/// that keep prefixes reward.
/// </summary>
internal sealed class Fence
{
    private Fence(string mark) => Mark = mark;

    public string Mark { get; }

    public static Fence For(string prompt, IEnumerable<string> texts)
    {
        List<string> all = [.. texts];
        for (var attempt = 0; ; attempt++)
        {
            var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{prompt}/{attempt}"))).AsSpan(0, 4));
            if (!all.Exists(text => text.Contains(mark, StringComparison.OrdinalIgnoreCase))) return new(mark);
        }
    }

    public string Around(string name, string text) => $"<{name} {Mark}>\n{text}\n</{name} {Mark}>";
}
