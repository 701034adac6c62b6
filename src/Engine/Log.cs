using Microsoft.Extensions.Logging;

namespace Aerostat.Engine;

/// <summary>Every line the engine logs: what changed, for whom, how long it took.</summary>
static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "guests are not put into control groups: {Reason}")]
    public static partial void NoGroups(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "control group {Group} stays behind: {Reason}")]
    public static partial void GroupLeft(ILogger logger, string group, string reason);

    [LoggerMessage(LogLevel.Warning, "{Path} is not given back to user {Uid}, group {Gid}: {Reason}")]
    public static partial void ImageLeft(ILogger logger, string path, uint uid, uint gid, string reason);

    [LoggerMessage(LogLevel.Warning, "card {Mac}: its share of its network is not given back: {Reason}")]
    public static partial void ShareLeft(ILogger logger, string mac, string reason);

    [LoggerMessage(LogLevel.Warning, "PCI device {Function} is not as it was before its guest: {Reason}")]
    public static partial void FunctionLeft(ILogger logger, string function, string reason);

    [LoggerMessage(LogLevel.Warning, "{Folder}, of a guest that never came up, is not removed: {Reason}")]
    public static partial void FolderLeft(ILogger logger, string folder, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: its socket {Path} is not removed: {Reason}")]
    public static partial void SocketLeft(ILogger logger, string domain, string path, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: the format of {Path} is not told by the image above it: by its own header it is {Format}")]
    public static partial void FormatProbed(ILogger logger, string domain, string path, Model.StorageFormat format);

    [LoggerMessage(LogLevel.Warning, "{File} is left alone: {Reason}")]
    public static partial void FileNotUnderstood(ILogger logger, string file, string reason);

    [LoggerMessage(LogLevel.Warning, "{File} is not written: {Reason}")]
    public static partial void FileNotWritten(ILogger logger, string file, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: {What} could not follow QEMU's event: {Reason}")]
    public static partial void EventNotFollowed(ILogger logger, string domain, string what, string reason);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: started as {Id}, process {Pid}, in {Milliseconds} ms")]
    public static partial void Started(ILogger logger, string domain, int id, int pid, long milliseconds);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: port {Port} for its screen went to somebody else meanwhile: the next one is tried")]
    public static partial void PortLost(ILogger logger, string domain, int port);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: ended, {Phase}")]
    public static partial void Ended(ILogger logger, string domain, Phase phase);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: found again, process {Pid}, {Phase}")]
    public static partial void Adopted(ILogger logger, string domain, int pid, Phase phase);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: its process {Pid} lives, but its monitor does not answer: {Reason}")]
    public static partial void MonitorSilent(ILogger logger, string domain, int pid, string reason);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: what runs differs from what was known, {Differences}")]
    public static partial void AdoptedWithDifferences(ILogger logger, string domain, string differences);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: {What} failed while cleaning up: {Reason}")]
    public static partial void CleanUpFailed(ILogger logger, string domain, string what, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: not started with the host: {Reason}")]
    public static partial void AutostartFailed(ILogger logger, string domain, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: {Problem}")]
    public static partial void LeftOver(ILogger logger, string domain, string problem);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: its log {File} is not kept within bounds: {Reason}")]
    public static partial void LogNotBounded(ILogger logger, string domain, string file, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: hook {Script} at {Moment}: {Reason}")]
    public static partial void HookFailed(ILogger logger, string domain, string script, string moment, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: stands still after a job that came to nothing: {Reason}")]
    public static partial void NotResumed(ILogger logger, string domain, string reason);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: {What} was cut off by the end of an earlier daemon; {Outcome}")]
    public static partial void JobCutOff(ILogger logger, string domain, string what, string outcome);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: its saved memory {File} was never finished: it is removed, and the guest boots")]
    public static partial void SaveCut(ILogger logger, string domain, string file);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: its agent did nothing at {What}, so the power button is pressed: {Reason}")]
    public static partial void AgentDidNot(ILogger logger, string domain, string what, string reason);

    [LoggerMessage(LogLevel.Error, "domain {Domain}: {Program}, which serves one of its devices, has ended: {Reason}")]
    public static partial void CompanionEnded(ILogger logger, string domain, string program, string reason);

    [LoggerMessage("domain {Domain}: memory pilot, {Reason}: {From} to {To} MiB; {Numbers}")]
    public static partial void Piloted(ILogger logger, LogLevel level, string domain, string reason, ulong from, ulong to, string numbers);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: {What} came to nothing: {Reason}")]
    public static partial void PilotHeld(ILogger logger, string domain, string what, string reason);

    [LoggerMessage(LogLevel.Information, "domain {Domain}: its agent tells nothing of its memory, and is not asked again until it opens its port anew: {Reason}")]
    public static partial void AgentIsMute(ILogger logger, string domain, string reason);

    [LoggerMessage(LogLevel.Error, "the memory pilot passes over this moment: {Reason}")]
    public static partial void PilotStumbled(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "{Domains} domains known, {Running} of them running; ready in {Milliseconds} ms")]
    public static partial void Ready(ILogger logger, int domains, int running, long milliseconds);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: what it became cannot be kept, and is tried again until it can: {Reason}")]
    public static partial void StateOwed(ILogger logger, string domain, string reason);

    [LoggerMessage(LogLevel.Warning, "that guests were started with the host cannot be kept: {Reason}")]
    public static partial void AutostartNotMarked(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "storage pool {Pool}: not started: {Reason}")]
    public static partial void PoolNotStarted(ILogger logger, string pool, string reason);

    [LoggerMessage(LogLevel.Warning, "storage pool {Pool}: {Problem}")]
    public static partial void PoolLeftOver(ILogger logger, string pool, string problem);

    [LoggerMessage(LogLevel.Information, "network {Network}: started")]
    public static partial void NetworkStarted(ILogger logger, string network);

    [LoggerMessage(LogLevel.Warning, "network {Network}: not started: {Reason}")]
    public static partial void NetworkNotStarted(ILogger logger, string network, string reason);

    [LoggerMessage(LogLevel.Warning, "network {Network}: a part of it is left: {Reason}")]
    public static partial void NetworkNotTidied(ILogger logger, string network, string reason);

    [LoggerMessage(LogLevel.Warning, "network {Network}: {Problem}")]
    public static partial void NetworkLeftOver(ILogger logger, string network, string problem);

    [LoggerMessage(LogLevel.Warning, "domain {Domain}: link {Link} is left: {Reason}")]
    public static partial void LinkLeft(ILogger logger, string domain, string link, string reason);

    [LoggerMessage(LogLevel.Warning, "network filter {Filter}: {Problem}")]
    public static partial void FilterLeftOver(ILogger logger, string filter, string problem);

    [LoggerMessage(LogLevel.Warning, "{Tool}: rules of a port could not be put back as they were: {Reason}")]
    public static partial void RulesNotTakenBack(ILogger logger, string tool, string reason);

    [LoggerMessage(LogLevel.Warning, "{Kind} does not see what goes through bridges, and rules of it hold nothing back: echo 1 > {Path}")]
    public static partial void PacketsNotSeen(ILogger logger, string kind, string path);

    [LoggerMessage(LogLevel.Warning, "port {Port}: its filter is not in force: {Reason}")]
    public static partial void FilterNotInForce(ILogger logger, string port, string reason);

    [LoggerMessage(LogLevel.Warning, "port {Port}: rules of its filter are left: {Reason}")]
    public static partial void FilterLeft(ILogger logger, string port, string reason);

    [LoggerMessage(LogLevel.Information, "port {Port}: its guest has the addresses {Addresses}")]
    public static partial void AddressesKnown(ILogger logger, string port, string addresses);

    [LoggerMessage(LogLevel.Warning, "network filter {Filter}: not kept: {Reason}")]
    public static partial void FilterNotKept(ILogger logger, string filter, string reason);

    [LoggerMessage(LogLevel.Warning, "network {Network}: what its document left open is chosen anew at each start of the daemon: {Reason}")]
    public static partial void NetworkNotKept(ILogger logger, string network, string reason);
}
