using CollabLLM.Gguf;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models.Builtin;

/// <summary>A GGUF file decoded by this process, and its adapters over the same weights.</summary>
internal static class BuiltinHost
{
    /// <summary>The hosts by adapter; the plain model under the empty name owns the weights.</summary>
    public static async Task<IReadOnlyDictionary<string, ModelHost>> LoadAsync(
        string path, ModelOptions options, IReadOnlyDictionary<string, string> adapters, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // Reading and repacking takes seconds of processor time: a thread of its own, not one of the pool's.
        var model = await Task.Factory.StartNew(
            () => GgufModel.Load(path, new GgufModelOptions
            {
                ContextTokens = options.ContextSize,
                Slots = options.Slots,
                Threads = options.Threads,
                Adapters = adapters,
                Logger = loggers.CreateLogger<GgufModel>(),
            }),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        return adapters.Keys.Prepend("").ToDictionary(adapter => adapter, adapter => new ModelHost(
            model.CreateChatClient(adapter.Length == 0 ? null : adapter),
            adapter.Length == 0 ? model.Fingerprint : $"{model.Fingerprint}+{adapter}",
            CanPrefill: true,
            model.ContextTokens,
            model.CountTokens,
            adapter.Length == 0 ? model : null));
    }
}
