namespace CollabLLM.Web.Hosting;

/// <summary>The server itself. Section <c>Hosting</c>.</summary>
public sealed class HostingOptions
{
    public const string Section = "Hosting";

    /// <summary>A reverse proxy stands in front and its X-Forwarded-For, -Proto and -Host are to be believed. Never set it without one.</summary>
    public bool BehindProxy { get; set; }

    /// <summary>Pages of other origins that may open this server's sockets, for example <c>https://chat.example.org</c>. Its own always may.</summary>
    public IList<string> AllowedOrigins { get; set; } = [];

    /// <summary>How long a stop may take; replies that are being written are kept as interrupted within it.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a browser that lost its connection finds its page as it was.</summary>
    public TimeSpan CircuitRetention { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The first thing wrong, naming its key; null when all is well.</summary>
    internal string? Problem()
    {
        if (ShutdownTimeout <= TimeSpan.Zero) return "Hosting:ShutdownTimeout must be longer than nothing, for example 00:00:20.";
        if (CircuitRetention <= TimeSpan.Zero) return "Hosting:CircuitRetention must be longer than nothing, for example 00:05:00.";
        var bad = AllowedOrigins.FirstOrDefault(o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"));
        return bad is null ? null : $"Hosting:AllowedOrigins: '{bad}' is no origin; write scheme and host, for example https://chat.example.org.";
    }
}
