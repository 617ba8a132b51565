using System.ComponentModel.DataAnnotations;

namespace CollabLLM.Models;

/// <summary>One entry of <c>Models:Catalogue</c>. docs/configuration.md lists the keys with their meaning.</summary>
public sealed class ModelOptions
{
    public ModelProvider Provider { get; set; } = ModelProvider.Builtin;

    /// <summary>The name people see; the entry's name when absent.</summary>
    public string? Title { get; set; }

    /// <summary>What the model is good for, one sentence, shown on an empty chat.</summary>
    public string? Description { get; set; }

    /// <summary>New chats use it only where no other model is named, whatever the names are: the model that ships with the program makes way for any that somebody adds.</summary>
    public bool Fallback { get; set; }

    /// <summary>What an empty chat offers to begin with: a name to the words that go into the message field. Empty: what any model may be asked.</summary>
    public IDictionary<string, string> Starters { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The GGUF file or the script; relative to the root.</summary>
    public string? Path { get; set; }

    /// <summary>Longest conversation in tokens, reply included. Null: what the model was trained for, at most 4096 in the built-in host.</summary>
    [Range(16, 10_000_000)]
    public int? ContextSize { get; set; }

    /// <summary>Replies generated at the same time.</summary>
    [Range(1, 4096)]
    public int Slots { get; set; } = 8;

    /// <summary>Requests that may wait; one more is refused.</summary>
    [Range(0, 100_000)]
    public int QueueLimit { get; set; } = 64;

    /// <summary>Longest silence of the model once it is its turn, before the first word and between words. At most a day.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest time for one reply, waiting in the queue not counted. At most a day.</summary>
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Built-in: threads that compute. Null: the physical cores, at most 8.</summary>
    [Range(1, 256)]
    public int? Threads { get; set; }

    /// <summary>Built-in: LoRA adapters, name to GGUF file. Each appears in the catalogue as <c>MODEL/ADAPTER</c> over the same weights.</summary>
    public IDictionary<string, string> Adapters { get; set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>OpenAI: the base address, usually ending in <c>/v1</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>OpenAI: the model's name on that server.</summary>
    public string? Model { get; set; }

    /// <summary>OpenAI: the key; give it by environment, never in a file under version control.</summary>
    public string? ApiKey { get; set; }

    /// <summary>OpenAI: the header that carries the key. <c>api-key</c> for Azure; null sends it as a bearer token.</summary>
    public string? ApiKeyHeader { get; set; }

    /// <summary>OpenAI: the <c>api-version</c> that Azure's older addresses want in the query.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>OpenAI: repeated attempts after 408, 429, 5xx or no connection, before the first word only.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>OpenAI: the server goes on from a last message of the assistant (vLLM, llama.cpp), so replies can be continued.</summary>
    public bool Prefill { get; set; }

    /// <summary>OpenAI: the server holds its reply to a JSON schema (<c>response_format</c> of type <c>json_schema</c>). The built-in host always does.</summary>
    public bool StructuredOutput { get; set; }
}
