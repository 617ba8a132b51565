using CollabLLM.Gguf.Adapters;
using CollabLLM.Gguf.Decoding;
using CollabLLM.Gguf.Format;
using CollabLLM.Gguf.Kernels;
using CollabLLM.Gguf.Sampling;
using CollabLLM.Gguf.Scheduling;
using CollabLLM.Gguf.Templates;
using CollabLLM.Gguf.Tokenization;
using Microsoft.Extensions.Logging.Abstractions;

namespace CollabLLM.Gguf;

/// <summary>
/// A loaded model: weights repacked in memory (about the size of the file), tokenizer, chat template, and the scheduler that serves it on
/// threads of its own. Thread-safe.
/// </summary>
public sealed class GgufModel : IDisposable
{
    /// <summary>Tokens of context where nobody asks for others and the model was trained for at least as many.</summary>
    public const int DefaultContext = 4096;
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
        Sampling = options.Sampling ?? RecommendedSampling.Read(file, path);
        ContextTokens = options.ContextTokens ?? Math.Min(weights.Shape.TrainedContext, DefaultContext);
        Tokenizer = Tokenizer.Load(file, weights.Shape);
        Template = ChatTemplate.Load(file, Tokenizer.Vocabulary, options.Time);
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

    /// <summary>The file it was loaded from, as given to <see cref="Load"/>; it is not open any more.</summary>
    public string Path { get; }

    /// <summary>The first 16 hexadecimal digits of the file's SHA-256.</summary>
    public string Fingerprint { get; }

    /// <summary>llama, qwen2 or qwen3.</summary>
    public string Architecture => _weights.Shape.Architecture;

    /// <summary>Number of weights in matrices; norms and biases do not count.</summary>
    public long Parameters => _weights.Parameters;

    /// <summary>Memory of the weights in bytes.</summary>
    public long WeightBytes => _weights.Bytes;

    /// <summary>Most tokens of one conversation, reply included.</summary>
    public int ContextTokens { get; }

    /// <summary>Number of tokens, from 0 to one below it; the length of a row of logits.</summary>
    public int VocabularySize => _weights.Shape.Vocabulary;

    /// <summary>Names of the adapters that requests may ask for.</summary>
    public IReadOnlyCollection<string> AdapterNames => _adapters.Names;

    /// <summary>The file's tokenizer. Thread-safe.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>The file's chat template; null for a model that only completes text. Thread-safe.</summary>
    public ChatTemplate? Template { get; }

    /// <summary>What all requests go through. Belongs to the model: it is disposed with it.</summary>
    public ContinuousBatchScheduler Scheduler { get; }

    /// <summary>How tokens are chosen where a request says nothing.</summary>
    public SamplingOptions Sampling { get; }

    /// <summary>Blocks of keys and values that are held by sequences; 0 when nothing is being generated.</summary>
    internal int HeldBlocks => _engine.HeldBlocks;

    /// <summary>Loads a model and its adapters. Takes about as long as reading the files does; they are closed afterwards.</summary>
    /// <param name="path">A GGUF file.</param>
    /// <param name="options">How to serve it. Null: the defaults.</param>
    /// <exception cref="GgufException">A file is missing, damaged or not one this decoder runs; the message says which and why.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option makes no sense; the message names it.</exception>
    public static GgufModel Load(string path, GgufModelOptions? options = null)
    {
        options ??= new();
        options.Validate();
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
            adapters = AdapterLoader.LoadAll(options.Adapters, file, weights, pool);
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

    /// <summary>Number of tokens of a text as it would be inside a message: without special tokens and without what a template adds.</summary>
    public int CountTokens(string text) => Tokenizer.Encode(text, parseSpecial: false).Length;

    /// <summary>
    /// Logits after each of the given positions of a token sequence, one array of <see cref="VocabularySize"/> a position, computed on the
    /// path that also serves conversations, between the steps of replies under way.
    /// </summary>
    /// <param name="tokens">At most <see cref="ContextTokens"/> tokens, each below <see cref="VocabularySize"/>.</param>
    /// <param name="positions">Positions in <paramref name="tokens"/>, in any order.</param>
    /// <param name="adapter">Name of an adapter, or null for the base model.</param>
    /// <exception cref="PromptTooLongException">There are more tokens than the context has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token or a position does not exist.</exception>
    /// <exception cref="GgufException">There is no such adapter, or replies under way hold all memory for keys and values.</exception>
    /// <exception cref="ObjectDisposedException">The model was unloaded.</exception>
    public Task<float[][]> LogitsAsync(IReadOnlyList<int> tokens, IReadOnlyList<int> positions, string? adapter = null)
    {
        if (tokens.Count > ContextTokens) throw new PromptTooLongException(tokens.Count, ContextTokens);
        foreach (var token in tokens) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)VocabularySize, nameof(tokens));
        foreach (var position in positions) ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)position, (uint)tokens.Count, nameof(positions));
        int[] copy = [.. tokens];
        return Scheduler.InvokeAsync(() => _engine.Logits(copy, positions, adapter));
    }

    /// <summary>Waits for the step under way, ends every reply with <see cref="ObjectDisposedException"/> and frees all memory.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Scheduler.Dispose();
        _weights.Dispose();
        _pool.Dispose();
    }
}
