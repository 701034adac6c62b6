using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>The host and what it can do.</summary>
static class Host
{
    public static IReadOnlyList<Command> All =>
    [
        new("version", "daemon -format=", "show what is running, here and there", Version),
        new("uri", "", "show where we are connected", async ask =>
        {
            await ask.Connection;
            ask.Out.Line(ask.Session.Uri ?? (await ask.Connection).Uri);
        }),
        new("hostname", "", "show the host's name", async ask => ask.Out.Line((await ask.CallAsync(Remote.ConnectGetHostname)).Hostname)),
        new("nodeinfo", "-format=", "show the host's processors and memory", Info),
        new("nodecpumap", "pretty", "show which of the host's processors are on", CpuMap),
        new("nodecpustats", "cpu=# percent", "show what the host's processors did", CpuStats),
        new("nodememstats", "cell=#", "show what the host's memory is used for", MemoryStats),
        new("freecell", "cellno=# all", "show the host's free memory", FreeCell),
        new("capabilities", "-xpath= -wrap", "show what the host can do, as XML", async ask => Report(ask, (await ask.CallAsync(Remote.ConnectGetCapabilities).Or("failed to get capabilities")).Capabilities)),
        new("domcapabilities", "virttype= emulatorbin= arch= machine= -xpath= -wrap", "show what a kind of guest can have, as XML", async ask =>
            Report(ask, (await ask.CallAsync(Remote.ConnectGetDomainCapabilities,
                new(ask.OptionalText("emulatorbin"), ask.OptionalText("arch"), ask.OptionalText("machine"), ask.OptionalText("virttype"), 0))
                .Or("failed to get emulator capabilities")).Capabilities)),
        new("cpu-models", "arch!", "list the processor models of an architecture", async ask =>
        {
            var models = (await ask.CallAsync(Remote.ConnectGetCpuModelNames, new(ask.Text("arch"), true, 0)).Or("failed to get CPU model names")).Models;
            foreach (var model in models) ask.Out.Line(model);
            if (models.Length == 0) ask.Out.Extra("all CPU models are accepted\n");
        }),
        new("sysinfo", "-xpath= -wrap", "show what the host's firmware says of it, as XML", async ask => ask.PrintXml((await ask.CallAsync(Remote.ConnectGetSysinfo, new(0)).Or("failed to get sysinfo")).Sysinfo)),
        new("nodesuspend", "target! duration!#", "put the host to sleep", async ask =>
        {
            var target = Sleep.Target(ask.Text("target"));
            await ask.CallAsync(Remote.NodeSuspendForDuration, new(target, ask.OptionalULong("duration") ?? 0, 0)).Or("The host was not suspended");
        }),
        new("maxvcpus", "type=", "show the most virtual processors that a guest may have", async ask =>
        {
            var type = ask.OptionalText("type");
            if (await Ask.TryAsync(ask.CallAsync(Remote.ConnectGetDomainCapabilities, new(null, null, null, type, 0))) is { } known
                && XmlText.Parse(known.Capabilities).Element("vcpu")?.Attribute("max")?.Value is { } most) ask.Out.Line(most);
            else ask.Out.Line($"{(await ask.CallAsync(Remote.ConnectGetMaxVcpus, new(type))).MaxVcpus}");
        }),
        .. HostPages.All,
    ];

    /// <summary>With a line more at its end, as virsh has it.</summary>
    static void Report(Ask ask, string xml)
    {
        ask.PrintXml(xml);
        if (!ask.Has("xpath")) ask.Out.Line();
    }

    static string Dotted(ulong version) => string.Create(CultureInfo.InvariantCulture, $"{version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}");

    static async Task Version(Ask ask)
    {
        const ulong spoken = 9_000_000;
        var driver = (await ask.CallAsync(Remote.ConnectGetType).Or("failed to get hypervisor type")).Type;
        var hypervisor = (await ask.CallAsync(Remote.ConnectGetVersion).Or("failed to get the hypervisor version")).Version;
        List<(string, string, Cell)> fields =
        [
            ("Compiled against library: ", "compiledAgainst", $"libvirt {Dotted(spoken)}"),
            ("Using library: ", "library", $"libvirt {Dotted(spoken)}"),
            ("Using API: ", "api", $"{driver} {Dotted(spoken)}"),
            ("Running hypervisor: ", "hypervisor", $"{driver} {Dotted(hypervisor)}"),
        ];
        if (ask.Has("daemon")) fields.Add(("Running against daemon: ", "daemon", Dotted((await ask.CallAsync(Remote.ConnectGetLibVersion).Or("failed to get the daemon version")).Version)));
        ask.Out.Fields(fields, 0);
    }

    static async Task Info(Ask ask)
    {
        var node = await ask.CallAsync(Remote.NodeGetInfo).Or("failed to get node information");
        List<(string, string, Cell)> fields = [("CPU model:", "cpuModel", node.Model), ("CPU(s):", "cpus", node.Cpus)];
        if (node.Mhz > 0) fields.Add(("CPU frequency:", "cpuMhz", new($"{node.Mhz} MHz", node.Mhz)));
        fields.AddRange(
        [
            ("CPU socket(s):", "sockets", node.Sockets), ("Core(s) per socket:", "coresPerSocket", node.Cores), ("Thread(s) per core:", "threadsPerCore", node.Threads),
            ("NUMA cell(s):", "cells", node.Nodes), ("Memory size:", "memoryKib", new($"{node.Kib} KiB", node.Kib)),
        ]);
        ask.Out.Fields(fields, 21);
    }

    static async Task CpuMap(Ask ask)
    {
        var map = await ask.CallAsync(Remote.NodeGetCpuMap, new(true, true, 0)).Or("Unable to get cpu map");
        var online = CpuSet.FromMap(map.CpuMap);
        ask.Out.Line($"{"CPUs present:",-15} {map.Result}");
        ask.Out.Line($"{"CPUs online:",-15} {map.Online}");
        ask.Out.Line($"{"CPU map:",-15} {(ask.Has("pretty") ? online.ToString() : string.Concat(Enumerable.Range(0, map.Result).Select(cpu => online.Contains(cpu) ? 'y' : '-')))}");
    }

    static async Task<Dictionary<string, ulong>> ReadCpuAsync(Ask ask, int cpu)
    {
        var count = (await ask.CallAsync(Remote.NodeGetCpuStats, new(cpu, 0, 0)).Or("Unable to get number of cpu stats")).NParams;
        return (await ask.CallAsync(Remote.NodeGetCpuStats, new(cpu, count, 0)).Or("Unable to get node cpu stats")).Params.ToDictionary(p => p.Field, p => p.Value);
    }

    static async Task CpuStats(Ask ask)
    {
        const int all = -1;
        var cpu = ask.OptionalInt("cpu") ?? all;
        if (cpu < all) throw new CommandException("Invalid value of 'cpuNum'");
        string[] kinds = ["user", "kernel", "idle", "iowait", "intr"];
        string Label(string kind) => kind == "kernel" ? "system:" : $"{kind}:";
        var now = await ReadCpuAsync(ask, cpu);
        if (!ask.Has("percent"))
        {
            foreach (var kind in kinds) if (now.TryGetValue(kind, out var ns)) ask.Out.Line($"{Label(kind),-15} {ns,20}");
            return;
        }

        // libvirt counts what it looks at, not what there is: usage is all but idle and waiting.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        var then = await ReadCpuAsync(ask, cpu);
        var spent = kinds.Where(now.ContainsKey).ToDictionary(kind => kind, kind => then[kind] - now[kind]);
        var total = Math.Max(1, spent.Values.Aggregate((a, b) => a + b));
        var idle = spent.GetValueOrDefault("idle") + spent.GetValueOrDefault("iowait");
        string Percent(ulong part) => string.Create(CultureInfo.InvariantCulture, $"{part * 100.0 / total,5:F1}%");
        ask.Out.Line($"{"usage:",-15} {Percent(total - idle)}");
        foreach (var kind in kinds) if (spent.TryGetValue(kind, out var part)) ask.Out.Line($"{Label(kind),-15} {Percent(part)}");
    }

    static async Task MemoryStats(Ask ask)
    {
        const int all = -1;
        var cell = ask.OptionalInt("cell") ?? all;
        var count = (await ask.CallAsync(Remote.NodeGetMemoryStats, new(0, cell, 0)).Or("Unable to get number of memory stats")).NParams;
        foreach (var stat in (await ask.CallAsync(Remote.NodeGetMemoryStats, new(count, cell, 0)).Or("Unable to get memory stats")).Params)
            ask.Out.Line($"{stat.Field,-7}: {stat.Value,20} KiB");
    }

    static async Task FreeCell(Ask ask)
    {
        const ulong kib = 1024;
        ask.Exclusive("all", "cellno");
        if (ask.OptionalInt("cellno") is { } cell)
        {
            var free = (await ask.CallAsync(Remote.NodeGetCellsFreeMemory, new(cell, 1))).Cells;
            ask.Out.Line($"{cell}: {(free.Length == 1 ? free[0] / kib : throw new CommandException("NUMA free memory is not known"))} KiB");
        }
        else if (ask.Has("all"))
        {
            await AllCells(ask);
        }
        else
        {
            ask.Out.Line($"Total: {(await ask.CallAsync(Remote.NodeGetFreeMemory)).Free / kib} KiB");
        }
    }

    static async Task AllCells(Ask ask)
    {
        const ulong kib = 1024;
        var xml = XmlText.Parse((await ask.CallAsync(Remote.ConnectGetCapabilities).Or("unable to get node capabilities")).Capabilities);
        int[] cells = [.. (xml.Element("host")?.Element("topology")?.Element("cells")?.Elements("cell") ?? []).Select(c => (int)c.Attribute("id")!)];
        if (cells.Length == 0) throw new CommandException("NUMA not supported");
        var total = 0ul;
        foreach (var cell in cells)
        {
            var free = (await ask.CallAsync(Remote.NodeGetCellsFreeMemory, new(cell, 1)).Or($"failed to get free memory for NUMA node number: {cell}")).Cells[0] / kib;
            total += free;
            ask.Out.Line($"{cell,5}: {free,10} KiB");
        }
        ask.Out.Line(new string('-', 20));
        ask.Out.Line($"{"Total",5}: {total,10} KiB");
    }
}
