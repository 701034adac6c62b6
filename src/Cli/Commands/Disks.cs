using System.Globalization;
using System.Xml.Linq;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>A domain's disks: which, how large, how busy.</summary>
static class Disks
{
    public static IReadOnlyList<Command> All =>
    [
        new("domblklist", "domain! inactive details -format=", "list a domain's disks", List),
        new("domblkinfo", "domain! device= human all -format=", "show how large a disk is", Info),
        new("domblkstat", "domain! device= human -format=", "show how busy a disk is", Stat),
        new("domblkerror", "domain!", "show which disks have failed", Errors),
    ];

    public static IReadOnlyList<Command> Changing =>
    [
        new("blockresize", "domain! path! size!#", "change the size of a disk of a running domain", Resize),
        new("domblkthreshold", "domain! dev! threshold!#", "have an event sent once so much of a disk is written", Threshold),
    ];

    public static async Task<IEnumerable<XElement>> OfAsync(Ask ask, DomainRef domain, uint flags = 0) =>
        XmlText.Parse(await ask.DomainXmlAsync(domain, flags)).Element("devices")?.Elements("disk") ?? [];

    public static string? Target(XElement disk) => disk.Element("target")?.Attribute("dev")?.Value;

    /// <summary>Where a disk's content is: a file, a device, a folder, a name in a pool or on a network.</summary>
    public static string? Source(XElement disk)
    {
        if (disk.Element("source") is not { } source) return null;
        if ((source.Attribute("file") ?? source.Attribute("dev") ?? source.Attribute("dir")) is { } plain) return plain.Value;
        return source.Attribute("volume") is { } volume ? $"{source.Attribute("pool")?.Value}/{volume.Value}" : source.Attribute("name")?.Value ?? source.Attribute("path")?.Value;
    }

    static async Task List(Ask ask)
    {
        var disks = await OfAsync(ask, await ask.DomainAsync(), ask.Has("inactive") ? 2u : 0);
        var detailed = ask.Has("details") || ask.Out.Format == Format.Json;
        List<(string, string)> columns = detailed ? [("Type", "type"), ("Device", "device")] : [];
        columns.AddRange([("Target", "target"), ("Source", "source")]);
        ask.Out.Rows(columns, disks.Select(disk =>
        {
            List<Cell> row = detailed ? [disk.Attribute("type")?.Value ?? "-", disk.Attribute("device")?.Value ?? "disk"] : [];
            row.AddRange([Target(disk) ?? "-", Source(disk) is { } source ? source : new Cell("-", null)]);
            return (IReadOnlyList<Cell>)row;
        }));
    }

    static async Task Info(Ask ask)
    {
        var all = ask.Has("all");
        if (!all && !ask.Has("device")) throw new CommandException("command 'domblkinfo' requires <device> option");
        var domain = await ask.DomainAsync();
        Cell Size(ulong bytes) => new(ask.Has("human") ? Names.Pretty(bytes) : bytes.ToString(CultureInfo.InvariantCulture), bytes);
        if (!all)
        {
            var info = await ask.CallAsync(Remote.DomainGetBlockInfo, new(domain, ask.Text("device"), 0));
            ask.Out.Fields([("Capacity:", "capacityBytes", Size(info.Capacity)), ("Allocation:", "allocationBytes", Size(info.Allocation)), ("Physical:", "physicalBytes", Size(info.Physical))], 16);
            return;
        }
        List<IReadOnlyList<Cell>> rows = [];
        foreach (var disk in await OfAsync(ask, domain))
        {
            var target = Target(disk) ?? "-";
            // A disk on the network has no size while nobody has it open.
            var size = Source(disk) is null ? null
                : disk.Attribute("type")?.Value == "network" ? await Ask.TryAsync(ask.CallAsync(Remote.DomainGetBlockInfo, new(domain, target, 0)))
                : (DomainGetBlockInfoRet?)await ask.CallAsync(Remote.DomainGetBlockInfo, new(domain, target, 0));
            if (size is { } info)
                rows.Add([target, Size(info.Capacity), Size(info.Allocation), Size(info.Physical)]);
            else rows.Add([target, new("-", null), new("-", null), new("-", null)]);
        }
        ask.Out.Rows([("Target", "target"), ("Capacity", "capacityBytes"), ("Allocation", "allocationBytes"), ("Physical", "physicalBytes")], rows);
    }

    /// <summary>The protocol's names, virsh's short ones, and what they mean, in the order of printing.</summary>
    static readonly (string Field, string Short, string Long)[] Statistics =
    [
        ("rd_operations", "rd_req", "number of read operations:"), ("rd_bytes", "rd_bytes", "number of bytes read:"),
        ("wr_operations", "wr_req", "number of write operations:"), ("wr_bytes", "wr_bytes", "number of bytes written:"),
        ("errs", "errs", "error count:"), ("flush_operations", "flush_operations", "number of flush operations:"),
        ("rd_total_times", "rd_total_times", "total duration of reads (ns):"), ("wr_total_times", "wr_total_times", "total duration of writes (ns):"),
        ("flush_total_times", "flush_total_times", "total duration of flushes (ns):"),
    ];

    static async Task Stat(Ask ask)
    {
        var domain = await ask.DomainAsync();
        // No device means all of them, and is the empty string on the wire.
        var device = ask["device"] ?? "";
        var connection = await ask.Connection;
        var stats = (await ReadStatsAsync(ask, connection, domain, device)).ToDictionary(p => p.Field, p => p.Value);

        List<(string, string, Cell)> fields = [];
        foreach (var (field, brief, words) in Statistics)
            if (stats.Remove(field, out var value) && value.AsLong is { } number)
                fields.Add((ask.Has("human") ? $" {words,-31} " : $"{device} {brief} ", field, number));
        foreach (var (field, value) in stats) fields.Add(($"{device} {field} ", field, new(value.ToString(), value.Json())));
        if (ask.Has("human")) ask.Out.Extra($"Device: {device}\n");
        ask.Out.Fields(fields, 0);
    }

    /// <summary>The old call where the server does not know the new one.</summary>
    static async Task<TypedParam[]> ReadStatsAsync(Ask ask, VirtConnection connection, DomainRef domain, string device)
    {
        try
        {
            return await connection.ReadParamsAsync(async (count, flags) =>
            {
                var answer = await connection.CallAsync(Remote.DomainBlockStatsFlags, new(domain, device, count, flags));
                return (answer.Params, answer.NParams);
            });
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoSupport)
        {
            var old = await ask.CallAsync(Remote.DomainBlockStats, new(domain, device)).Or($"Failed to get block stats {domain.Name} {device}");
            (string Field, long Value)[] known = [("rd_operations", old.RdReq), ("rd_bytes", old.RdBytes), ("wr_operations", old.WrReq), ("wr_bytes", old.WrBytes), ("errs", old.Errors)];
            return [.. known.Where(k => k.Value >= 0).Select(k => new TypedParam(k.Field, k.Value))];
        }
    }

    static async Task Errors(Ask ask)
    {
        string[] words = ["no error", "unspecified error", "no space"];
        var domain = await ask.DomainAsync();
        var count = (await ask.CallAsync(Remote.DomainGetDiskErrors, new(domain, 0, 0))).NErrors;
        var errors = count > 0 ? (await ask.CallAsync(Remote.DomainGetDiskErrors, new(domain, (uint)count, 0))).Errors : [];
        if (errors.Length == 0) ask.Out.Line("No errors found");
        foreach (var error in errors) ask.Out.Line($"{error.Disk}: {Names.At(words, error.Error) ?? "unknown"}");
    }

    static async Task Resize(Ask ask)
    {
        const uint bytes = 1;
        const ulong kib = 1024;
        var size = ask.Size("size", kib);
        var path = ask.Text("path");
        var domain = await ask.DomainAsync();
        // Whole KiB go as such: old servers know no other unit.
        await ask.CallAsync(Remote.DomainBlockResize, size % kib == 0 ? new(domain, path, size / kib, 0) : new(domain, path, size, bytes))
            .Or($"Failed to resize block device '{path}'");
        ask.Out.Extra($"Block device '{path}' is resized\n");
    }

    static async Task Threshold(Ask ask) =>
        await ask.CallAsync(Remote.DomainSetBlockThreshold, new(await ask.DomainAsync(), ask.Text("dev"), ask.Size("threshold"), 0));
}
