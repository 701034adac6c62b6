using System.Globalization;
using Aerostat.Engine.Events;
using Aerostat.Model;
using Aerostat.Qmp;

namespace Aerostat.Engine.Domains;

public sealed partial class Domain
{
    /// <summary>Has an event sent once, when an image is written beyond an offset: time to make it larger.</summary>
    /// <param name="device">A disk's target, or with the image's number in brackets one below: <c>vda[3]</c>.</param>
    /// <param name="offset">In the image's file; zero takes the threshold away.</param>
    /// <remarks>Source: QAPI <c>block-set-write-threshold</c>; libvirt <c>virDomainSetBlockThreshold</c>.</remarks>
    public Task SetBlockThresholdAsync(string device, Bytes offset, CancellationToken cancel) => turns.TakeAsync("set-block-threshold", async turn =>
    {
        var running = turn.State.Running ?? throw Errors.NotRunning();
        var image = ImagesOf(running.Live).FirstOrDefault(image => image.Names.Contains(device)) ?? throw Errors.Argument($"failed to find disk '{device}'", ErrorDomain.Qemu);
        if (image.IsEmpty) throw Errors.Invalid($"disk '{device}' has no medium");
        await Live().AskAsync(new SetWriteThreshold(image.Node, offset));
    }, cancel);

    /// <summary>Tells who listens, by each name that the image has.</summary>
    void ThresholdPassed(string node, ulong threshold, ulong excess)
    {
        var state = State;
        if (state.Running is not { } running || ImagesOf(running.Live).FirstOrDefault(image => image.Node == node) is not { } image) return;
        foreach (var name in image.Names) host.Events.Publish(new BlockThresholdEvent(state.Ident, name, image.Path, threshold, excess));
    }

    static IEnumerable<Image> ImagesOf(DomainDefinition definition)
    {
        foreach (var disk in definition.Devices.Disks)
        {
            if (disk.Source?.Index is { } top) yield return new(top, [disk.Target, Numbered(disk, top)], disk.Source.Path, disk.IsEmpty);
            else if (disk.IsEmpty) yield return new(0, [disk.Target], null, IsEmpty: true);
            for (var below = disk.BackingStore; below is not null; below = below.Below)
                if (below.Index is { } index) yield return new(index, [Numbered(disk, index)], below.Source?.Path, IsEmpty: false);
        }
    }

    static string Numbered(Disk disk, uint index) => string.Create(CultureInfo.InvariantCulture, $"{disk.Target}[{index}]");

    /// <summary>One image of a disk's chain.</summary>
    sealed record Image(uint Index, ValueList<string> Names, string? Path, bool IsEmpty)
    {
        /// <summary>The node that is the file itself.</summary>
        public string Node { get; } = string.Create(CultureInfo.InvariantCulture, $"libvirt-{Index}-storage");
    }
}
