using System.Collections.Immutable;
using Aerostat.Tests.Shared;

namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>A daemon of its own on which one sequence after the other is played, each on a new guest, and where nothing may be left of any.</summary>
sealed class Stage : IAsyncDisposable
{
    readonly Tried tried;
    readonly Footprint footprint;
    int sequences;

    /// <summary>The daemon has played a sequence whole: what it opens only once is open.</summary>
    bool isWarm;

    Stage(Tried tried) => (this.tried, footprint) = (tried, new(tried));

    public AerostatDaemon Daemon => tried.Daemon;

    public static async Task<Stage> OpenAsync()
    {
        var tried = await Tried.StartAsync();
        Stage stage = new(tried);
        try
        {
            await stage.PrepareAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    async Task PrepareAsync()
    {
        var at = tried.Daemon.At;
        (await Ran.Shell(Spare.Images, at.Path)).OrThrow();
        at.Folder("sock");
        foreach (var spare in Spare.All) at.Write($"{spare.Key}.xml", spare.Document.Replace("DIR", at.Path, StringComparison.Ordinal));
        // What is made only once is made.
        var (channel, card) = (Spare.All.Single(spare => spare.Key is "ua-ours"), Spare.All.First(spare => spare.IsCard));
        await PlayAsync(new("q35", Boots: false, [new Plain("start"), new Attach(channel, "--live"), new Link(card, "--config", Up: false), new Medium(null, "--live")]), isFirst: true);
    }

    /// <exception cref="Xunit.Sdk.XunitException">Model, document, QEMU and host do not agree; or something is left at the end.</exception>
    public async Task PlayAsync(Sequence sequence, bool isFirst = false)
    {
        var name = $"guest{sequences++}";
        var survives = !sequence.Steps.Any(step => step.KilledAfter is not null || step is Plain { Verb: "kill daemon" });
        var descriptors = isWarm && survives;
        // The last guest's end is tidied behind the answer's back.
        var before = await footprint.NowAsync(descriptors);
        var document = tried.Daemon.At.Write("guest.xml", await sequence.XmlAsync(name, tried.Daemon.At));
        await tried.Virsh.Do($"define {document}");
        File.Delete(document);
        Play play = new(tried, name, sequence);
        try
        {
            foreach (var step in sequence.Steps) await play.TakeAsync(step);
            await play.AgreeAsync();
        }
        finally
        {
            await tried.Virsh.Run($"destroy {name}");
            await tried.Virsh.Run($"undefine {name}");
        }
        if (!isFirst) await footprint.BecomesAsync(before, string.Join(", ", sequence.Steps.AsEnumerable()), descriptors);
        isWarm = survives;
        var wrong = await Seen.WrongOwnersAsync(tried.Daemon.At, []);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    public ValueTask DisposeAsync() => tried.DisposeAsync();
}

/// <param name="Boots">A small system runs in it, which lets devices go; else it stands still at its first instruction.</param>
sealed record Sequence(string Machine, bool Boots, Step[] Steps)
{
    public async Task<string> XmlAsync(string name, Workspace at)
    {
        var ports = Machine is "q35" ? string.Concat(Enumerable.Repeat("<controller type='pci' model='pcie-root-port'/>", 10)) : "";
        var os = $"<type arch='x86_64' machine='{Machine}'>hvm</type>";
        if (Boots)
        {
            var image = await GuestImage.Of("x86_64");
            os += $"<kernel>{image.Kernel}</kernel><initrd>{image.Initrd}</initrd><cmdline>{image.CommandLine}</cmdline>";
        }
        return $"""
            <domain type='qemu'>
              <name>{name}</name>
              <memory unit='MiB'>{(Boots ? 256 : 32)}</memory>
              <vcpu>1</vcpu>
              <os>{os}</os>
              <features><acpi/></features>
              {(Boots ? "<cpu mode='maximum'/>" : "")}
              <devices>
                <controller type='pci' index='0' model='{(Machine is "q35" ? "pcie-root" : "pci-root")}'/>
                {ports}
                <controller type='scsi' index='0' model='virtio-scsi'/>
                <controller type='usb' index='0' model='qemu-xhci'/>
                <controller type='virtio-serial' index='0'/>
                <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='{Spare.Drive}' bus='scsi'/><readonly/></disk>
                {(Boots ? $"<channel type='unix'><source mode='bind' path='{at["sock/shell"]}'/><target type='virtio' name='test.shell'/></channel>" : "")}
              </devices>
            </domain>
            """;
    }

    public override string ToString() => $"{Machine}{(Boots ? ", booted" : "")}: {string.Join(", ", Steps.AsEnumerable())}";
}
