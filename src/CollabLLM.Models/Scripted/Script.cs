using System.Text.Json.Serialization;

namespace CollabLLM.Models.Scripted;

/// <summary>The file of a scripted model. Settable, because the generated reader forgets the defaults of what is only initialised.</summary>
internal sealed class Script
{
    /// <summary>Words a second; 0 sends them as fast as they are read.</summary>
    public double WordsPerSecond { get; set; } = 20;

    /// <summary>The first rule that fits the last message of the person answers it.</summary>
    public IReadOnlyList<ScriptRule> Rules { get; set; } = [];

    /// <summary>What is said when no rule fits, one of them by the seed.</summary>
    [JsonRequired]
    public IReadOnlyList<string> Otherwise { get; set; } = [];
}
