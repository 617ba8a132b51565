using CollabLLM.Core.Documents;

namespace CollabLLM.Core.Tests.Documents;

public sealed class DocumentParserTests
{
    [Fact]
    public void A_document_is_what_stands_between_its_lines()
    {
        var found = DocumentParser.Find("Here:\r\n<document title=\"Tom &amp; &quot;Jo&quot;\">\r\nDear all,\r\n\r\n```\r\n<ask>\r\n</document>\r\nDone.");
        var document = Assert.Single(found);
        Assert.Equal(("Tom & \"Jo\"", "Dear all,\r\n\r\n```\r\n<ask>", true), (document.Title, document.Text, document.Closed));
    }

    [Fact]
    public void A_reply_may_hold_several()
    {
        var found = DocumentParser.Find("<document title=\"A\">\n1\n</document>\n<document title=\"B\">\n</document>");
        Assert.Equal([("A", "1"), ("B", "")], found.Select(d => (d.Title, d.Text)));
    }

    [Fact]
    public void While_it_is_written_the_text_so_far_is_there_and_its_end_tag_never()
    {
        const string Text = "<document title=\"A\">\nOne\nTwo\n</document>\n";
        for (var length = "<document title=\"A\">\n".Length; length < Text.Length; length++)
        {
            var document = Assert.Single(DocumentParser.Find(Text[..length], finished: false));
            Assert.DoesNotContain("<", document.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_document_that_was_cut_off_is_kept_as_far_as_it_came()
    {
        var document = Assert.Single(DocumentParser.Find("<document title=\"A\">\nOne\nTw"));
        Assert.Equal(("One\nTw", false), (document.Text, document.Closed));
    }
}
