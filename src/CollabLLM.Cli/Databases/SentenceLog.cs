using Microsoft.Extensions.Logging;

namespace CollabLLM.Cli.Databases;

/// <summary>What libraries log while a command runs, as plain lines for people.</summary>
internal sealed class SentenceLog(CommandOutput output) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        output.Say(formatter(state, exception));

    public void Dispose()
    {
    }
}
