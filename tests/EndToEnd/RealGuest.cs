using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests;

/// <summary>The test guest, called g: a Linux with a shell for the test.</summary>
static class RealGuest
{
    /// <param name="tried">The daemon that runs it.</param>
    /// <param name="devices">What it has besides.</param>
    /// <param name="kernel">More words for its kernel.</param>
    /// <param name="head">More of the document, above its devices.</param>
    public static async Task DefineAsync(Tried tried, string devices = "", string kernel = "", string head = "")
    {
        var image = await GuestImage.Of("x86_64");
        var at = tried.Daemon.At;
        at.Folder("sock", (UnixFileMode)0b111_111_111);
        await tried.Virsh.Do($"define {at.Write("g.xml", $"""
            <domain type='qemu'>
              <name>g</name>
              <memory unit='MiB'>256</memory>
              {head}
              <vcpu>2</vcpu>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
                <kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine} {kernel}</cmdline>
              </os>
              <features><acpi/></features>
              <cpu mode='maximum'/>
              <devices>
                <channel type='unix'><source mode='bind' path='{at["sock/g"]}'/><target type='virtio' name='test.shell'/></channel>
                <memballoon model='virtio'/>
                {devices}
              </devices>
            </domain>
            """)}");
    }

    /// <returns>When it can be spoken to.</returns>
    public static async Task<GuestShell> StartAsync(Tried tried)
    {
        await tried.Virsh.Do("start g");
        return await GuestShell.OpenAsync(tried.Daemon.At["sock/g"]);
    }
}
