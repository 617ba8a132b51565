namespace CollabLLM.Web.Features.Chat;

/// <summary>How replies are made, stored and watched. Section <c>Chat</c>.</summary>
public sealed class ChatSettings
{
    public const string Section = "Chat";

    /// <summary>Pieces of all replies are stored together this often, at most 200 ms: nobody sees what is not stored.</summary>
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often this process says that its replies live.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A reply whose process has been silent for so long is interrupted.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often somebody looks for such replies. With <see cref="StaleAfter"/>: the longest a dead reply looks alive.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a viewer of a reply that another process writes looks into the log.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a database that fails is tried again before the replies under way are given up.</summary>
    public TimeSpan WritePatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stop of the server waits for replies to be kept as interrupted.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Events that may wait for a slow viewer; beyond it the viewer catches up from the log.</summary>
    public int ViewerBuffer { get; set; } = 256;

    /// <summary>UTF-16 units of one message of a person.</summary>
    public int MaxMessageLength { get; set; } = 400_000;

    /// <summary>Tokens of a reply when nobody says otherwise.</summary>
    public int MaxOutputTokens { get; set; } = 1024;

    /// <summary>Of replies when nobody says otherwise; null: as the model's file recommends, else the host's own.</summary>
    public double? Temperature { get; set; }

    /// <summary>Stands before every new conversation; empty for none.</summary>
    public string? SystemPrompt { get; set; }

    /// <summary>A temporary chat is removed after this much rest.</summary>
    public TimeSpan TemporaryFor { get; set; } = TimeSpan.FromDays(1);

    /// <summary>A deleted chat is removed for good after this.</summary>
    public TimeSpan DeletedFor { get; set; } = TimeSpan.FromDays(30);
}
