using CollabLLM.Gguf.Scheduling;
using CsCheck;

namespace CollabLLM.Gguf.Tests.Scheduling;

public sealed class StopStringFilterTests
{
    [Fact]
    public void A_stop_string_split_over_pieces_never_leaks()
    {
        var filter = new StopStringFilter(["</s>", "User:"]);
        Assert.Equal("Hello ", filter.Append("Hello <"));
        Assert.Equal("", filter.Append("/"));
        Assert.Equal("</i> ", filter.Append("i> Us"));
        Assert.Equal("", filter.Append("er:"));
        Assert.True(filter.Stopped);
        Assert.Equal("", filter.Append("more"));
        Assert.Equal("", filter.Flush());
    }

    [Fact]
    public void What_only_looked_like_a_stop_string_comes_out_at_the_end()
    {
        var filter = new StopStringFilter(["END"]);
        Assert.Equal("the ", filter.Append("the EN"));
        Assert.Equal("EN", filter.Flush());
    }

    [Fact]
    public void However_the_text_is_cut_the_output_is_the_text_before_the_first_stop_string() =>
        Gen.Select(Gen.String[Gen.Char["ab"], 0, 12], Gen.String[Gen.Char["ab"], 1, 3].List[0, 3], Gen.Int[1, 4]).Sample(
            (text, stops, size) =>
            {
                var filter = new StopStringFilter(stops);
                var output = "";
                for (var at = 0; at < text.Length; at += size)
                {
                    output += filter.Append(text.Substring(at, Math.Min(size, text.Length - at)));
                }
                output += filter.Flush();
                var first = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(text.Length).Min();
                // A shorter stop string may end earlier than one that begins before it; then the earlier one had not been seen yet.
                return stops.All(s => !output.Contains(s, StringComparison.Ordinal)) && text.StartsWith(output, StringComparison.Ordinal)
                    && (output.Length == first || filter.Stopped);
            });
}
