using System.Runtime.CompilerServices;

namespace CollabLLM.Gguf.Templates;

/// <summary>
/// Bounds what one rendering may cost. A template comes with a file from anywhere: one that loops for ever, nests without end or doubles
/// a text again and again must end in a sentence, not in a hanging or dead process.
/// </summary>
internal sealed class RenderBudget
{
    /// <summary>Steps of one rendering: a thousand messages take about a hundred thousand, the limit a fraction of a second.</summary>
    private const long MostSteps = 1_000_000;

    private long _steps;

    /// <summary>Counts a step; one that made a large value counts as many.</summary>
    public void Spend(object? made)
    {
        _steps += made switch
        {
            MarkedText text => 1 + (text.Length / 64),
            List<object?> list => 1 + (list.Count / 8),
            _ => 1,
        };
        if (_steps > MostSteps) throw new TemplateException("The chat template does not come to an end.");
    }

    /// <summary>Called by everything that recurses, before it does: an overflowing stack could not be caught.</summary>
    public static void RequireStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TemplateException("The chat template nests too deeply.");
    }
}
