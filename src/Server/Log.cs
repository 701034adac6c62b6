using Microsoft.Extensions.Logging;

namespace Aerostat.Server;

static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Procedure} failed unexpectedly")]
    public static partial void CallFailed(ILogger log, Exception error, string procedure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Session} failed unexpectedly")]
    public static partial void SessionFailed(ILogger log, Exception error, Session session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A connection could not be accepted")]
    public static partial void AcceptFailed(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are {Count} clients: those who come now are turned away")]
    public static partial void TooManyClients(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Session} is dropped: {Reason}")]
    public static partial void Dropped(ILogger log, Session session, string reason);
}
