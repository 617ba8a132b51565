using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;

namespace CollabLLM.Gguf;

/// <summary>
/// A loaded model: weights repacked in memory (about the size of the file), tokenizer, chat template, and the scheduler that serves it on
/// threads of its own. Thread-safe. Disposing ends all generation.
/// </summary>
public sealed class GgufModel : IDisposable
{
    private const int DefaultContext = 4096;
    private const int MostThreads = 8;
    private readonly ManagedEngine _engine;
    private readonly WorkerPool _pool;
    private readonly ModelWeights _weights;
    private readonly AdapterSet _adapters;
    private int _disposed;

    private GgufModel(string path, GgufModelOptions options, GgufFile file, WorkerPool pool, ModelWeights weights, AdapterSet adapters)
    {
        (Path, _pool, _weights, _adapters) = (path, pool, weights, adapters);
        Name = options.Name ?? System.IO.Path.GetFileNameWithoutExtension(path);
        Sampling = options.Sampling;
        ContextTokens = options.ContextTokens ?? Math.Min(weights.Shape.TrainedContext, DefaultContext);
        Tokenizer = Tokenizer.Load(file);
        Template = ChatTemplate.Load(file, Tokenizer.Vocabulary, options.Time);
        if (Tokenizer.Vocabulary.Count != weights.Shape.Vocabulary)
        {
            throw new GgufException(
                $"{path} names {Tokenizer.Vocabulary.Count} tokens and has embeddings for {weights.Shape.Vocabulary}; it is damaged or was converted wrongly.");
        }
        Fingerprint = file.Sha256()[..16];
        var capacity = Math.Max(options.CacheTokens ?? (ContextTokens * options.Slots), ContextTokens);
        var cache = new KvPool(
            weights.Shape,
            options.Precision == Precision.Exact ? KvFormat.Single : KvFormat.Half,
            (capacity + (options.Slots * KvBlock.Positions)) / KvBlock.Positions,
            2 * ContextTokens / KvBlock.Positions);
        var pass = new ForwardPass(weights, pool, cache, ContextTokens, Math.Max(options.BatchTokens, options.Slots));
        _engine = new(pass, cache, adapters, weights.Shape.Vocabulary, ContextTokens, options.Slots);
        Scheduler = new(_engine, new() { PrefillSlice = options.PrefillSlice, Seed = options.Seed }, options.Logger ?? NullLogger.Instance);
    }

    /// <summary>Name given out in responses.</summary>
    public string Name { get; }

    public string Path { get; }

    /// <summary>The first 16 hexadecimal digits of the file's SHA-256.</summary>
    public string Fingerprint { get; }

    /// <summary>llama, qwen2 or qwen3.</summary>
    public string Architecture => _weights.Shape.Architecture;

    /// <summary>Number of weights.</summary>
    public long Parameters => _weights.Parameters;

    /// <summary>Memory of the weights in bytes.</summary>
    public long WeightBytes => _weights.Bytes;

    /// <summary>Most tokens of one conversation, reply included.</summary>
    public int ContextTokens { get; }

    public int VocabularySize => _weights.Shape.Vocabulary;

    /// <summary>Names of the adapters that requests may ask for.</summary>
    public IReadOnlyCollection<string> AdapterNames => _adapters.Names;

    public Tokenizer Tokenizer { get; }

    /// <summary>Null for a model that only completes text.</summary>
    public ChatTemplate? Template { get; }

    public ContinuousBatchScheduler Scheduler { get; }

    internal Sampling.SamplingOptions Sampling { get; }

    /// <summary>Blocks of keys and values that are held by sequences; 0 when nothing is being generated.</summary>
    internal int HeldBlocks => _engine.HeldBlocks;

    /// <summary>Loads a model. Takes as long as reading the file does.</summary>
    /// <exception cref="GgufException">The file is damaged or not one this decoder runs; the message says which and why.</exception>
    public static GgufModel Load(string path, GgufModelOptions? options = null)
    {
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Slots, 1);
        using var file = GgufFile.Open(path);
        var pool = new WorkerPool(options.Threads ?? Math.Min(PhysicalCores.Count, MostThreads));
        ModelWeights? weights = null;
        AdapterSet? adapters = null;
        try
        {
            weights = WeightLoader.Load(file, path, KernelLevels.Best, options.Precision, pool);
            if (options.ContextTokens is { } context && (context < 2 || context > weights.Shape.TrainedContext))
            {
                throw new GgufException($"{path} was trained for {weights.Shape.TrainedContext} tokens of context; {context} is not possible.");
            }
            adapters = AdapterLoader.LoadAll(options.Adapters, weights, pool);
            return new(path, options, file, pool, weights, adapters);
        }
        catch
        {
            adapters?.Dispose();
            weights?.Dispose();
            pool.Dispose();
            throw;
        }
    }

    /// <summary>A client for this model. Disposing it leaves the model loaded.</summary>
    /// <param name="adapter">The adapter for requests that name none.</param>
    public GgufChatClient CreateChatClient(string? adapter = null) => new(this, adapter);

    /// <summary>Tokens of a text as it would be inside a message.</summary>
    public int CountTokens(string text) => Tokenizer.Encode(text, parseSpecial: false).Length;

    /// <summary>
    /// Logits after each of the given positions of a token sequence, one array of <see cref="VocabularySize"/> a position, computed on the
    /// path that also serves conversations.
    /// </summary>
    public Task<float[][]> LogitsAsync(IReadOnlyList<int> tokens, IReadOnlyList<int> positions, string? adapter = null)
    {
        if (tokens.Count > ContextTokens) throw new PromptTooLongException(tokens.Count, ContextTokens);
        foreach (var token in tokens) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)VocabularySize, nameof(tokens));
        foreach (var position in positions) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)tokens.Count, nameof(positions));
        int[] copy = [.. tokens];
        return Scheduler.InvokeAsync(() => _engine.Logits(copy, positions, adapter));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Scheduler.Dispose();
        _weights.Dispose();
        _pool.Dispose();
    }
}
