using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Tests.Support;

internal sealed record LogLine(LogLevel Level, string Category, string Text);

/// <summary>Everything that a server logged.</summary>
internal sealed class CapturedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // Nothing is held; the lines outlive the server, so that they can be looked at when it is down.
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logs._lines.Enqueue(new LogLine(logLevel, category, $"{formatter(state, exception)}{(exception is null ? "" : $" | {exception}")}"));
    }
}
