using System.Text;

namespace CollabLLM.Training.Reports;

/// <summary>A page of text, tables and plots that needs nothing but itself: no scripts, no fonts, nothing from elsewhere. Not thread-safe.</summary>
/// <param name="title">Of the page.</param>
public sealed class ReportPage(string title)
{
    private const string Css = """
        body{margin:0 auto;max-width:760px;padding:32px 24px 64px;background:var(--paper);color:var(--ink);font:15px/1.5 Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums}
        h1,h2{font-family:"Source Serif 4",Georgia,serif;font-weight:600;line-height:1.25}h1{font-size:26px;margin:0 0 8px}h2{font-size:20px;margin:36px 0 8px}h3{font-size:15px;font-weight:600;margin:0}
        p{margin:4px 0 12px;max-width:68ch}figure{margin:16px 0;padding:16px;background:var(--surface);border:1px solid var(--line);border-radius:8px}
        figcaption,summary,.quiet{color:var(--ink-2);font-size:13px}summary{cursor:pointer}summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px;margin:8px 0}th,td{text-align:left;padding:4px 16px 4px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word}
        th{font-weight:550;color:var(--ink-2)}
        @media (max-width:640px){body{padding:20px 12px 40px}figure{padding:12px}svg.plot{width:620px}}
        """;

    private readonly StringBuilder _body = new();

    /// <summary>A heading.</summary>
    public ReportPage Heading(string text) => Tagged("h2", text);

    /// <summary>A paragraph.</summary>
    public ReportPage Paragraph(string text) => Tagged("p", text);

    /// <summary>A table.</summary>
    /// <param name="columns">Its heads; none for a table without.</param>
    /// <param name="rows">Its rows, as texts.</param>
    public ReportPage Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        _body.Append("<div class=\"wide\"><table>");
        if (columns.Count > 0) Row("th", columns);
        foreach (var row in rows) Row("td", row);
        _body.Append("</table></div>\n");
        return this;

        void Row(string cell, IReadOnlyList<string> texts)
        {
            _body.Append("<tr>");
            foreach (var text in texts) _body.Append('<').Append(cell).Append('>').Append(PlotStyle.Escape(text)).Append("</").Append(cell).Append('>');
            _body.Append("</tr>");
        }
    }

    /// <summary>A plot with its title, sentence, note and data.</summary>
    public ReportPage Plot(IPlot plot)
    {
        _body.Append("<figure>");
        Tagged("h3", plot.Title);
        if (plot.Sentence.Length > 0) Tagged("p", plot.Sentence);
        _body.Append("<div class=\"wide\">").Append(plot.Svg()).Append("</div>");
        if (plot.Note.Length > 0) Tagged("figcaption", plot.Note);
        _body.Append("<details><summary>Data</summary>");
        Table(plot.Columns, plot.Rows);
        _body.Append("</details></figure>\n");
        return this;
    }

    /// <summary>The page.</summary>
    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{PlotStyle.Escape(title)}</title>
        <style>
        {PlotStyle.Css}
        {Css}
        </style></head>
        <body><h1>{PlotStyle.Escape(title)}</h1>
        {_body}</body>
        </html>

        """;

    /// <summary>Writes the page; what was there is replaced once the new one is whole.</summary>
    public void Save(string path)
    {
        var draft = path + ".part";
        File.WriteAllText(draft, ToString());
        File.Move(draft, path, overwrite: true);
    }

    private ReportPage Tagged(string tag, string text)
    {
        _body.Append('<').Append(tag).Append('>').Append(PlotStyle.Escape(text)).Append("</").Append(tag).Append(">\n");
        return this;
    }
}
