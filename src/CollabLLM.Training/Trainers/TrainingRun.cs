using System.Globalization;
using CollabLLM.Training.Optimizers;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Reports;
using TorchSharp;

namespace CollabLLM.Training.Trainers;

/// <summary>
/// The folder of a run: <c>metrics.jsonl</c>, <c>report.html</c> and the two newest checkpoints, and the best one where a run may go back to it. A run that was killed at any moment goes on from the
/// newest checkpoint and ends with the weights and metrics of one that never stopped. One process at a time; not thread-safe.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private const string Extension = ".checkpoint";
    private const string BestName = "best" + Extension;
    private const int Kept = 2;

    /// <summary>A setting that checkpoints of before 28 November 2026 do not have; to go when none of those is left.</summary>
    internal const string Threads = "threads";

    private readonly string _folder;
    private readonly FileStream _hold;
    private readonly MetricsFile _metrics;

    /// <param name="folder">Made when it is not there.</param>
    /// <exception cref="TrainingException">It cannot be written, or another process trains there.</exception>
    public TrainingRun(string folder)
    {
        _folder = folder;
        try
        {
            Directory.CreateDirectory(folder);
            // Locked as long as the process lives, however it ends.
            _hold = new(Path.Combine(folder, "running"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            _metrics = new(MetricsPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _hold?.Dispose();
            throw new TrainingException($"{folder} cannot be written, perhaps because another process trains there: {e.Message}", e);
        }
    }

    /// <summary>The metrics, a JSON object a line.</summary>
    public string MetricsPath => Path.Combine(_folder, "metrics.jsonl");

    /// <summary>Brings policy and optimiser to where the run was.</summary>
    /// <returns>How far it is: at its beginning when there is no checkpoint.</returns>
    /// <exception cref="TrainingException">The folder holds a run under other settings, or no checkpoint is whole.</exception>
    internal RunState Resume(Policy policy, AdamWOptimizer optimizer, IReadOnlyDictionary<string, string> settings)
    {
        var found = Checkpoints();
        for (var i = found.Count - 1; i >= 0; i--)
        {
            if (Restore(found[i], policy, optimizer, settings) is not { } header) continue;
            if (_metrics.Length < header.MetricsBytes) throw new TrainingException($"{MetricsPath} is shorter than the checkpoint {found[i]} says; begin anew in another folder.");
            _metrics.CutTo(header.MetricsBytes);
            return header.State;
        }
        if (found.Count > 0) throw new TrainingException($"No checkpoint in {_folder} is whole; begin anew in another folder.");
        _metrics.CutTo(0);
        return new();
    }

    internal void Append(StepMetrics metrics) => _metrics.Append(metrics);

    /// <summary>Keeps where the run is, and of the older checkpoints one.</summary>
    internal void Save(Policy policy, AdamWOptimizer optimizer, RunState state, IReadOnlyDictionary<string, string> settings)
    {
        Write($"step-{state.Step.ToString("D10", CultureInfo.InvariantCulture)}{Extension}", policy, optimizer, state, settings);
        foreach (var old in Checkpoints().SkipLast(Kept)) File.Delete(old);
    }

    internal void SaveBest(Policy policy, AdamWOptimizer optimizer, RunState state, IReadOnlyDictionary<string, string> settings) => Write(BestName, policy, optimizer, state, settings);

    /// <summary>Brings policy and optimiser back to the best evaluation.</summary>
    internal void RestoreBest(Policy policy, AdamWOptimizer optimizer, IReadOnlyDictionary<string, string> settings)
    {
        var path = Path.Combine(_folder, BestName);
        if (!File.Exists(path) || Restore(path, policy, optimizer, settings) is null) throw new TrainingException($"The checkpoint {path} is missing or damaged.");
    }

    /// <summary>Writes the report of what has been learnt so far.</summary>
    internal void Report(IReadOnlyDictionary<string, string> settings)
    {
        var path = Path.Combine(_folder, "report.html");
        try
        {
            TrainingReport.Of($"Training: {settings.GetValueOrDefault("method", "a run")}", MetricsLog.Read(MetricsPath), settings).Save(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be written, the run itself is kept: {e.Message}", e);
        }
    }

    /// <summary>Ends the process's hold on the folder.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _hold.Dispose();
    }

    private List<string> Checkpoints() => [.. Directory.EnumerateFiles(_folder, "step-*" + Extension).Order(StringComparer.Ordinal)];

    private void Write(string name, Policy policy, AdamWOptimizer optimizer, RunState state, IReadOnlyDictionary<string, string> settings)
    {
        _metrics.Keep();
        var tensors = Tensors(optimizer);
        var header = new CheckpointHeader(state, settings, optimizer.Steps, policy.RandomState, _metrics.Length, [.. tensors.Select(t => t.shape)]);
        try
        {
            CheckpointFile.Write(Path.Combine(_folder, name), header, tensors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{Path.Combine(_folder, name)} cannot be written, the checkpoint before it is kept: {e.Message}", e);
        }
    }

    /// <returns>Null when the file is damaged.</returns>
    private static CheckpointHeader? Restore(string path, Policy policy, AdamWOptimizer optimizer, IReadOnlyDictionary<string, string> settings)
    {
        CheckpointHeader? read = null;
        var tensors = Tensors(optimizer);
        var whole = CheckpointFile.Read(path, header =>
        {
            var other = settings.Keys.Union(header.Settings.Keys).FirstOrDefault(k =>
                settings.GetValueOrDefault(k) != header.Settings.GetValueOrDefault(k) && (k != Threads || header.Settings.ContainsKey(k)));
            if (other is not null)
            {
                throw new TrainingException(
                    $"{path} belongs to a run with another {other} ({header.Settings.GetValueOrDefault(other) ?? "none"} there, {settings.GetValueOrDefault(other) ?? "none"} here); go on with that or begin in another folder.");
            }
            if (!header.Shapes.Select(s => string.Join('x', s)).SequenceEqual(tensors.Select(t => string.Join('x', t.shape)))) throw new TrainingException($"{path} belongs to a model of another shape.");
            read = header;
            return tensors;
        });
        if (!whole || read is null) return null;
        (optimizer.Steps, policy.RandomState) = (read.OptimizerSteps, read.Random);
        return read;
    }

    private static IReadOnlyList<torch.Tensor> Tensors(AdamWOptimizer optimizer) => [.. optimizer.Parameters, .. optimizer.State];
}
