using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine.Companions;

/// <summary>A folder of the host's by <c>virtiofsd</c>: root, in a namespace where that folder is all there is.</summary>
/// <remarks>Source: <c>virtiofsd(1)</c>; <c>/usr/share/qemu/vhost-user/*.json</c> says which program it is.</remarks>
static class Virtiofsd
{
    /// <exception cref="VirtException">No such folder or program, or a session, whose user may not do what it does.</exception>
    public static Companion Of(Hypervisor host, DomainDefinition live, Filesystem shared, string folder)
    {
        if (!host.Options.IsSystem) throw Errors.ConfigUnsupported("virtiofs is not yet supported in session mode");
        var program = shared.Binary?.Path ?? VhostUserPrograms.Find("fs") ?? throw Errors.ConfigUnsupported("Unable to find a satisfying virtiofsd");
        var source = shared.Source?.Directory ?? "";
        if (!File.Exists(program)) throw Errors.Internal($"virtiofsd binary '{program}' is not executable");
        if (!Directory.Exists(source)) throw Errors.Internal($"the virtiofs export directory '{source}' does not exist");
        var binary = shared.Binary ?? new();
        List<string> options =
        [
            $"source={source.Replace(",", ",,", StringComparison.Ordinal)}",
            .. Word("cache=", binary.CacheMode), .. Word("sandbox=", binary.Sandbox),
            .. Switch("xattr", binary.XAttr), .. Switch("flock", binary.Flock), .. Switch("posix_lock", binary.PosixLock),
        ];
        return new(program, [$"--fd={Companion.Listener}", "-o", string.Join(',', options), .. Word("--thread-pool-size=", $"{binary.ThreadPool}")],
            Path.Combine(folder, $"{shared.Alias}-fs.sock"), LogOf(host.Folders, live, shared));
    }

    public static string LogOf(Folders folders, DomainDefinition live, Filesystem shared) => Path.Combine(folders.Logs, $"{live.Name}-{shared.Alias}-virtiofsd.log");

    static string[] Word(string before, string? value) => string.IsNullOrEmpty(value) ? [] : [before + value];

    static string[] Switch(string name, bool? on) => on is { } given ? [given ? name : $"no_{name}"] : [];
}
