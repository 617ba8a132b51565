using System.Security.Cryptography;
using CollabLLM.Gguf;
using CollabLLM.Gguf.Format;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models.Builtin;

/// <summary>A GGUF file decoded by this process, and its adapters over the same weights.</summary>
internal static class BuiltinHost
{
    /// <summary>The plain model under the empty name, which owns the weights, and each adapter that could be loaded under its own.</summary>
    /// <param name="adapters">Name to full path.</param>
    /// <param name="refused">Told of an adapter that cannot be used: its name and why. The rest is loaded without it.</param>
    /// <exception cref="GgufException">The model itself cannot be used.</exception>
    public static Task<IReadOnlyDictionary<string, ModelHost>> LoadAsync(
        string path,
        ModelOptions options,
        IReadOnlyDictionary<string, string> adapters,
        Action<string, string> refused,
        ILoggerFactory loggers,
        CancellationToken cancellationToken) =>
        // Reading and repacking takes seconds of processor time: a thread of its own, not one of the pool's.
        Task.Factory.StartNew(
            () => Load(path, options, adapters, refused, loggers), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static IReadOnlyDictionary<string, ModelHost> Load(
        string path, ModelOptions options, IReadOnlyDictionary<string, string> adapters, Action<string, string> refused, ILoggerFactory loggers)
    {
        var sound = new Dictionary<string, string>(adapters, StringComparer.Ordinal);
        while (true)
        {
            try
            {
                var model = GgufModel.Load(path, new GgufModelOptions
                {
                    ContextTokens = options.ContextSize,
                    Slots = options.Slots,
                    Threads = options.Threads,
                    Adapters = sound,
                    Logger = loggers.CreateLogger<GgufModel>(),
                });
                var hosts = new Dictionary<string, ModelHost>(StringComparer.Ordinal) { [""] = Host(model, null, model.Fingerprint, model) };
                foreach (var (adapter, file) in sound) hosts[adapter] = Host(model, adapter, $"{model.Fingerprint}+{Fingerprint(file)}", null);
                return hosts;
            }
            catch (GgufException e) when (e.Adapter is { } adapter && sound.Remove(adapter))
            {
                refused(adapter, e.Message);
            }
        }
    }

    private static ModelHost Host(GgufModel model, string? adapter, string fingerprint, IDisposable? resources) => new(
        model.CreateChatClient(adapter), fingerprint, CanPrefill: true, model.ContextTokens, model.CountTokens, resources)
    { StructuredOutput = true };

    /// <summary>Of an adapter's file, made as that of a model is.</summary>
    private static string Fingerprint(string path)
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content))[..16];
    }
}
