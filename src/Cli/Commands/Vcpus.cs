using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Virtual processors, and the real ones that they may run on.</summary>
static class Vcpus
{
    const uint Live = 1, Config = 2, Maximum = 4, Guest = 8, Hotpluggable = 16;

    public static IReadOnlyList<Command> All =>
    [
        new("vcpuinfo", "domain! pretty -format=", "show where a domain's virtual processors run", Info),
        new("vcpucount", "domain! maximum active live config current guest", "show how many virtual processors a domain has", Count),
        new("setvcpus", "domain! count!# maximum config live current guest hotpluggable", "change how many virtual processors a domain has", Set),
        new("setvcpu", "domain! vcpulist! enable disable config live current", "add or take away virtual processors by their numbers", SetThese),
        new("vcpupin", "domain! vcpu=# cpulist= config live current -format=", "show or set the processors that a virtual one may run on", Pin)
        {
            About = "Without a list shows the bindings. A list is 0-3,^2,8; r gives the virtual processor all of them back.",
        },
        new("emulatorpin", "domain! cpulist= config live current", "show or set the processors that the emulator's own threads may run on", PinEmulator),
    ];

    internal static async Task<int> HostCpusAsync(Ask ask)
    {
        if (await Ask.TryAsync(ask.CallAsync(Remote.NodeGetCpuMap, new(false, false, 0))) is { } map) return map.Result;
        var info = await ask.CallAsync(Remote.NodeGetInfo);
        return info.Nodes * info.Sockets * info.Cores * info.Threads;
    }

    internal static int MapLength(int cpus) => (cpus + 7) / 8;

    static async Task Info(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var cpus = await HostCpusAsync(ask);
        var length = MapLength(cpus);
        var info = await ask.CallAsync(Remote.DomainGetInfo, new(domain));
        List<IReadOnlyList<(string, string, Cell)>> all = [];
        if (await Ask.TryAsync(ask.CallAsync(Remote.DomainGetVcpus, new(domain, info.Vcpus, length))) is { } live)
        {
            for (var i = 0; i < live.Info.Length; i++)
            {
                var vcpu = live.Info[i];
                all.Add(
                [
                    ("VCPU:", "vcpu", (long)vcpu.Number),
                    ("CPU:", "cpu", vcpu.Cpu == -1 ? new Cell("N/A", null) : vcpu.Cpu),
                    ("State:", "state", Names.VcpuState(vcpu.State)),
                    ("CPU time:", "cpuTimeNs", new(string.Create(CultureInfo.InvariantCulture, $"{vcpu.CpuTime / 1e9:F1}s"), vcpu.CpuTime)),
                    ("CPU Affinity:", "affinity", Affinity(ask, CpuSet.FromMap(live.CpuMaps.AsSpan(i * length, length)), cpus)),
                ]);
            }
        }
        else
        {
            var pins = await ask.CallAsync(Remote.DomainGetVcpuPinInfo, new(domain, info.Vcpus, length, Config));
            for (var i = 0; i < pins.Count; i++)
                all.Add(
                [
                    ("VCPU:", "vcpu", i),
                    ("CPU:", "cpu", new("N/A", null)),
                    ("State:", "state", new("N/A", null)),
                    ("CPU time", "cpuTimeNs", new("N/A", null)),
                    ("CPU Affinity:", "affinity", Affinity(ask, CpuSet.FromMap(pins.CpuMaps.AsSpan(i * length, length)), cpus)),
                ]);
        }
        ask.Out.Blocks(all, 16);
    }

    static Cell Affinity(Ask ask, CpuSet set, int cpus) => ask.Has("pretty")
        ? new($"{set} (out of {cpus})", set.ToString())
        : new(string.Concat(Enumerable.Range(0, cpus).Select(cpu => set.Contains(cpu) ? 'y' : '-')), set.ToString());

    static async Task Count(Ask ask)
    {
        ask.Exclusive("live", "config");
        ask.Exclusive("maximum", "active");
        ask.Exclusive("guest", "config");
        var domain = await ask.DomainAsync();
        var scope = ask.Scope();
        if (ask.Has("maximum") || ask.Has("active") || scope is not null || ask.Has("guest"))
        {
            var flags = (scope ?? 0) | ask.Flags(("maximum", Maximum), ("guest", Guest));
            var count = ask.CallAsync(Remote.DomainGetVcpusFlags, new(domain, flags));
            ask.Out.Line($"{(await (ask.Has("guest") ? count.Or("Failed to retrieve vCPU count from the guest") : count)).Count}");
            return;
        }
        // A domain that is off has no live count, a transient one no saved one.
        (string, string, uint)[] counts = [("maximum", "config", Maximum | Config), ("maximum", "live", Maximum | Live), ("current", "config", Config), ("current", "live", Live)];
        foreach (var (what, which, flags) in counts)
            if (await Ask.TryAsync(ask.CallAsync(Remote.DomainGetVcpusFlags, new(domain, flags))) is { Count: > 0 and var number })
                ask.Out.Line($"{what,-12} {which,-12} {number,3}");
    }

    static async Task Set(Ask ask)
    {
        ask.Exclusive("guest", "config");
        var scope = ask.Scope();
        ask.Needs("maximum", "config");
        var flags = (scope ?? 0) | ask.Flags(("maximum", Maximum), ("guest", Guest), ("hotpluggable", Hotpluggable));
        var count = ask.OptionalUInt("count")!.Value;
        if (count == 0) throw new CommandException("Can't set 0 processors for a VM");
        var domain = await ask.DomainAsync();
        await (flags == 0 && scope is null ? ask.CallAsync(Remote.DomainSetVcpus, new(domain, count)) : ask.CallAsync(Remote.DomainSetVcpusFlags, new(domain, count, flags)));
    }

    static async Task SetThese(Ask ask)
    {
        ask.Exclusive("enable", "disable");
        if (!ask.Has("enable") && !ask.Has("disable")) throw new CommandException("one of options --enable or --disable is required");
        var scope = ask.Scope();
        await ask.CallAsync(Remote.DomainSetVcpu, new(await ask.DomainAsync(), ask.Text("vcpulist"), ask.Has("enable") ? 1 : 0, scope ?? 0));
    }

    /// <summary>A list of processors, within those that the host has.</summary>
    internal static CpuSet ListOf(string list, int cpus)
    {
        if (list == "r") return CpuSet.First(cpus);
        if (!CpuSet.TryParse(list, out var set))
            throw new CommandException($"Invalid cpulist '{list}'", new VirtException(ErrorCode.InvalidArg, $"invalid argument: Failed to parse bitmap '{list}'")) { Hint = "write it as 0-3,^2,8" };
        if (set.IsEmpty) throw new CommandException($"Invalid cpulist '{list}'");
        return set.Max < cpus ? set : throw new CommandException($"CPU {set.Max} in cpulist '{list}' exceed the maxcpu {cpus}");
    }

    static async Task Pin(Ask ask)
    {
        var scope = ask.Scope();
        var vcpu = ask.OptionalUInt("vcpu");
        var list = ask.OptionalText("cpulist");
        if (list is not null && vcpu is null) throw new CommandException("vcpupin: Missing vCPU number in pin mode.");
        var cpus = await HostCpusAsync(ask);
        var domain = await ask.DomainAsync();
        if (list is null)
        {
            await Show(ask, domain, vcpu, scope ?? 0, cpus);
            return;
        }
        var map = ListOf(list, cpus).ToMap(MapLength(cpus));
        await (scope is { } flags ? ask.CallAsync(Remote.DomainPinVcpuFlags, new(domain, vcpu!.Value, map, flags)) : ask.CallAsync(Remote.DomainPinVcpu, new(domain, vcpu!.Value, map)));
    }

    static async Task Show(Ask ask, DomainRef domain, uint? only, uint scope, int cpus)
    {
        var count = (await ask.CallAsync(Remote.DomainGetVcpusFlags, new(domain, scope | Maximum))).Count;
        if (only >= count) throw new CommandException($"vcpu {only} is out of range of persistent cpu count {count}");
        var length = MapLength(cpus);
        var pins = await ask.CallAsync(Remote.DomainGetVcpuPinInfo, new(domain, count, length, scope));
        ask.Out.Rows([("VCPU", "vcpu"), ("CPU Affinity", "affinity")], Enumerable.Range(0, pins.Count).Where(i => only is null || only == i)
            .Select(i => (IReadOnlyList<Cell>)[i, CpuSet.FromMap(pins.CpuMaps.AsSpan(i * length, length)).ToString()]));
    }

    static async Task PinEmulator(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var list = ask.OptionalText("cpulist");
        var domain = await ask.DomainAsync();
        var cpus = await HostCpusAsync(ask);
        var length = MapLength(cpus);
        if (list is not null)
        {
            await ask.CallAsync(Remote.DomainPinEmulator, new(domain, ListOf(list, cpus).ToMap(length), scope));
            return;
        }
        var (maps, isPinned) = await ask.CallAsync(Remote.DomainGetEmulatorPinInfo, new(domain, length, scope));
        ask.Out.Extra($"emulator: CPU Affinity\n{new string('-', 34)}\n");
        ask.Out.Extra("       *: ");
        ask.Out.Line($"{(isPinned > 0 ? CpuSet.FromMap(maps) : CpuSet.First(cpus))}");
    }
}
