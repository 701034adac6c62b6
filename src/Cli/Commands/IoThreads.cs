using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Threads that serve disks alone.</summary>
static class IoThreads
{
    public static IReadOnlyList<Command> All =>
    [
        new("iothreadinfo", "domain! config live current -format=", "show a domain's I/O threads and where they may run", Info),
        new("iothreadpin", "domain! iothread!# cpulist! config live current", "set the processors that an I/O thread may run on", Pin),
        new("iothreadadd", "domain! id!# config live current", "add an I/O thread", Add),
        new("iothreadset", "domain! id!# poll-max-ns=# poll-grow=# poll-shrink=# thread-pool-min=# thread-pool-max=# config live current", "change how an I/O thread works", Set),
        new("iothreaddel", "domain! id!# config live current", "end an I/O thread", Remove),
    ];

    static async Task Info(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var info = (await ask.CallAsync(Remote.DomainGetIoThreadInfo, new(domain, scope)).Or("Unable to get domain IOThreads information")).Info;
        if (info.Length == 0 && ask.Out.Format is Format.Table)
        {
            ask.Out.Extra("No IOThreads found for the domain");
            return;
        }
        ask.Out.Rows([("IOThread ID", "id"), ("CPU Affinity", "affinity")], info.Select(thread => (IReadOnlyList<Cell>)[(long)thread.Id, CpuSet.FromMap(thread.CpuMap).ToString()]));
    }

    static uint IdOf(Ask ask) => ask.OptionalUInt("id") is > 0 and { } id ? id : throw new CommandException($"Invalid IOThread id value: '{ask["id"]}'");

    static async Task Pin(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var cpus = await Vcpus.HostCpusAsync(ask);
        var id = ask.OptionalUInt("iothread")!.Value;
        await ask.CallAsync(Remote.DomainPinIoThread, new(domain, id, Vcpus.ListOf(ask.Text("cpulist"), cpus).ToMap(Vcpus.MapLength(cpus)), scope));
    }

    static async Task Add(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        await ask.CallAsync(Remote.DomainAddIoThread, new(domain, IdOf(ask), scope));
    }

    static async Task Remove(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        await ask.CallAsync(Remote.DomainDelIoThread, new(domain, IdOf(ask), scope));
    }

    static async Task Set(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var id = IdOf(ask);
        List<TypedParam> changed = [];
        if (ask.OptionalULong("poll-max-ns") is { } most) changed.Add(new("poll_max_ns", most));
        if (ask.OptionalUInt("poll-grow") is { } grow) changed.Add(new("poll_grow", grow));
        if (ask.OptionalUInt("poll-shrink") is { } shrink) changed.Add(new("poll_shrink", shrink));
        if (ask.OptionalInt("thread-pool-min") is { } least) changed.Add(new("thread_pool_min", least));
        if (ask.OptionalInt("thread-pool-max") is { } pool) changed.Add(new("thread_pool_max", pool));
        if (changed.Count == 0) throw new CommandException("Not enough arguments passed, nothing to set");
        await ask.CallAsync(Remote.DomainSetIoThreadParams, new(domain, id, [.. changed], scope));
    }
}
