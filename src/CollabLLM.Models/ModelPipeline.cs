using CollabLLM.Models.Pipeline;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace CollabLLM.Models;

/// <summary>
/// The stages of a call, the same for every model. The first added is the outermost: log, trace, queue with slots, time-outs, host.
/// The time-outs stand inside the queue, because waiting for the model to load or for one's turn is not silence of the model.
/// </summary>
public sealed class ModelPipeline(TimeProvider time, ILoggerFactory loggers)
{
    public const string TraceSource = "CollabLLM.Models";

    /// <summary>Gives an entry and its adapters their clients. They share weights, so they share one queue.</summary>
    internal void Build(IReadOnlyList<CatalogModel> models)
    {
        var options = models[0].Options;
        var queue = new FairQueue(options.Slots, options.QueueLimit, time);
        foreach (var model in models)
        {
            model.Client = new ChatClientBuilder(new HostChatClient(model))
                .Use(inner => new CallLogChatClient(inner, model.Name, time, loggers.CreateLogger<CallLogChatClient>()))
                .UseOpenTelemetry(loggers, TraceSource, telemetry => telemetry.EnableSensitiveData = false)
                .Use(inner => new QueuedChatClient(inner, queue, model.HostAsync))
                .Use(inner => new TimeoutChatClient(inner, options.IdleTimeout, options.TotalTimeout, time))
                .Build();
        }
    }
}
