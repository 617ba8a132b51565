using CollabLLM.Core.Datasets.Inspection;
using CollabLLM.Core.Datasets.Rows;

namespace CollabLLM.Core.Datasets.Validation;

/// <summary>Checks files of rows of any form, and what training and evaluation have in common.</summary>
public static class DatasetValidator
{
    /// <param name="paths">Multiturn files are checked as one dataset, others one by one.</param>
    /// <param name="eval">Files for evaluation, checked in the same way, and for rows that <paramref name="paths"/> hold as well. May be empty.</param>
    /// <param name="most">Problems beyond so many are counted only.</param>
    /// <exception cref="InputException">A file cannot be read at all.</exception>
    public static async Task<ValidationReport> CheckAsync(IReadOnlyList<string> paths, IReadOnlyList<string> eval, int most = 100, CancellationToken cancellationToken = default)
    {
        List<DatasetProblem> problems = [];
        var (count, rows, conversations) = (0, 0, 0);
        foreach (var part in (IReadOnlyList<string>[])[paths, eval])
        {
            List<string> multiturn = [];
            foreach (var path in part)
            {
                if (await FormAsync(path, cancellationToken) is DatasetForm.Nested or DatasetForm.Flat or DatasetForm.Unknown) multiturn.Add(path);
                else rows += await TrainingRowValidator.CheckAsync(path, Found, cancellationToken);
            }
            if (multiturn.Count == 0) continue;
            var (read, talks) = await MultiturnValidator.CheckAsync(multiturn, Found, cancellationToken);
            (rows, conversations) = (rows + read, conversations + talks);
        }
        if (eval.Count > 0) await LeakCheck.FindAsync(paths, eval, Found, cancellationToken);
        return new(rows, conversations, count, problems);

        void Found(DatasetProblem problem)
        {
            count++;
            if (problems.Count < most) problems.Add(problem);
        }
    }

    /// <summary>Of the first row that can be read.</summary>
    private static async Task<DatasetForm> FormAsync(string path, CancellationToken cancellationToken)
    {
        using var file = await RowFile.OpenAsync(path, cancellationToken);
        try
        {
            foreach (var raw in file.Rows())
            {
                try
                {
                    using var document = RowJson.Parse(raw.Bytes, path, raw.Number);
                    return DatasetForms.Of(document.RootElement);
                }
                catch (BadRowException)
                {
                    continue;
                }
            }
        }
        catch (BadRowException)
        {
            // The check itself will say so.
        }
        return DatasetForm.Unknown;
    }
}
