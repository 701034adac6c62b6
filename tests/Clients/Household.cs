using Aerostat.Tests.Shared;

namespace Aerostat.Clients.Tests;

/// <summary>A host as its programs find it: the daemon where libvirt's is, and a home of their own. Unmodified clients need no other word.</summary>
sealed class Household(Daemon daemon)
{
    /// <summary>Runs a line of shell in a mount namespace where /run/libvirt is this daemon's.</summary>
    public Task<Ran> Run(string line, TimeSpan? within = null) => Ran.Of("unshare", ["--mount", "--propagation", "private", "bash", "-c", $"{Enter}\n{line}"], daemon.At.Path, within);

    /// <summary>What each line is told before it runs.</summary>
    string Enter => $"""
        mkdir -p /run/libvirt && mount --bind {daemon.At["run"]} /run/libvirt || exit 99
        export HOME={daemon.At.Folder("home")} XDG_RUNTIME_DIR={daemon.At.Folder("home/run")} LIBVIRT_DEFAULT_URI=qemu:///system
        export CLIENTS={Path.Combine(Programs.Root, "tests/Clients")}
        export PYTHONDONTWRITEBYTECODE=1
        unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
        """;
}
