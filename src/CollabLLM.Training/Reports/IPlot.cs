namespace CollabLLM.Training.Reports;

/// <summary>A drawing with what stands around it.</summary>
public interface IPlot
{
    /// <summary>What it shows.</summary>
    string Title { get; }

    /// <summary>One plain sentence about it; empty for none.</summary>
    string Sentence { get; }

    /// <summary>Heads of the columns of its data.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>Its data as texts.</summary>
    IEnumerable<IReadOnlyList<string>> Rows { get; }

    /// <summary>What a reader has to know to read it right, such as an axis that does not start at 0; empty for nothing.</summary>
    string Note { get; }

    /// <summary>The drawing as an <c>svg</c> element, in the colours of <see cref="PlotStyle"/>.</summary>
    string Svg();
}
