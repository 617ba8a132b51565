using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CollabLLM.Training.Policies;
using CollabLLM.Training.Trainers;

namespace CollabLLM.Training.Rollouts;

/// <summary>
/// Keeps what was drawn for each step in a folder, a file a step or a file for all weights, under the hash of the weights and settings that it was drawn with. A run that was killed finds there what it had drawn
/// after its last checkpoint: it goes on bit by bit whatever draws and judges, and nothing is paid twice. What belongs to other weights is drawn again.
/// </summary>
/// <param name="source">Draws what is not there.</param>
/// <param name="folder">Made with the first file.</param>
/// <param name="byWeights">Whether what other weights drew for the same step is kept beside it, as evaluations want it, which always draw the same step.</param>
public sealed class RecordedRollouts(IRolloutSource source, string folder, bool byWeights = false) : IRolloutSource
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string? _base;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => source.Settings;

    /// <inheritdoc/>
    public long? EpochSteps => source.EpochSteps;

    /// <inheritdoc/>
    /// <exception cref="TrainingException">The file cannot be written.</exception>
    public async Task<RolloutBatch> DrawAsync(Policy policy, long step, CancellationToken cancellationToken)
    {
        var weights = Hash(policy);
        var path = Path.Combine(folder, $"step-{step.ToString("D10", CultureInfo.InvariantCulture)}{(byWeights ? $"-{weights[..16]}" : "")}.json");
        if (Read(path) is { } found && found.Weights == weights) return found.Batch;
        var batch = await source.DrawAsync(policy, step, cancellationToken);
        try
        {
            Directory.CreateDirectory(folder);
            await using (var file = File.Create(path + ".part")) await JsonSerializer.SerializeAsync(file, new Record(weights, batch), Json, CancellationToken.None);
            File.Move(path + ".part", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrainingException($"{path} cannot be written: {e.Message}", e);
        }
        return batch;
    }

    /// <returns>Null when there is none, or one that is damaged.</returns>
    private static Record? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<Record>(file, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Of the weights and of the settings.</summary>
    private string Hash(Policy policy)
    {
        // What is frozen takes long to read, and once is enough.
        _base ??= RunIdentity.Of(policy, adapter: false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(_base));
        foreach (var (name, value) in Settings.OrderBy(s => s.Key, StringComparer.Ordinal)) hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{value}\n"));
        foreach (var parameter in policy.TrainableParameters) hash.AppendData(MemoryMarshal.AsBytes<float>(PolicyFile.Values(parameter)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Record(string Weights, RolloutBatch Batch);
}
