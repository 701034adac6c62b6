using Aerostat.Daemon.Configuring;
using Microsoft.Extensions.Logging;

namespace Aerostat.Daemon;

/// <summary>Every line the program itself logs.</summary>
static partial class Log
{
    [LoggerMessage(LogLevel.Information, "aerostatd {Version}, process {Pid}, listens on {Sockets}")]
    public static partial void Listening(ILogger logger, string version, int pid, string sockets);

    [LoggerMessage(LogLevel.Information, "QEMU runs as user {Uid}, group {Gid}: {Why}")]
    public static partial void QemuRunsAs(ILogger logger, uint uid, uint gid, string why);

    [LoggerMessage(LogLevel.Information, "{Signal}: stopping; guests run on")]
    public static partial void Stopping(ILogger logger, string signal);

    [LoggerMessage(LogLevel.Warning, "metrics were not told: {Reason}")]
    public static partial void MetricsFailed(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "{Remark}")]
    public static partial void Remark(ILogger logger, string remark);

    [LoggerMessage(LogLevel.Information, "configuration: {Change}")]
    public static partial void SettingChanged(ILogger logger, string change);

    [LoggerMessage(LogLevel.Information, "configuration: {Change}, from the next start of the daemon on")]
    public static partial void SettingChangesLater(ILogger logger, string change);

    [LoggerMessage(LogLevel.Error, "configuration: {Problem}; what it would set stays as it is")]
    public static partial void SettingKept(ILogger logger, ConfigProblem problem);

    [LoggerMessage(LogLevel.Information, "configuration: {File} says what holds already")]
    public static partial void NothingChanged(ILogger logger, string file);

    [LoggerMessage(LogLevel.Critical, "cannot run: {Reason}")]
    public static partial void CannotRun(ILogger logger, string reason);
}
