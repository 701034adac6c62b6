using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>What is counted of a running guest when somebody asks for it.</summary>
static class Measuring
{
    public static IReadOnlyList<Command> All =>
    [
        new("domdirtyrate-calc", "domain! seconds=# mode=", "measure how fast a guest writes its memory", DirtyRate) { About = "Takes --seconds (1); 'domstats --dirtyrate' shows what came of it." },
        new("perf", "domain! enable= disable= config live current", "show or set which of a guest's performance events are counted", Perf),
        new("domlaunchsecinfo", "domain!", "show how a guest is encrypted", async ask =>
            Tuning.Show(ask, (await ask.CallAsync(Remote.DomainGetLaunchSecurityInfo, new(await ask.DomainAsync(), 4)).Or("Unable to get launch security parameters")).Params)),
    ];

    static async Task DirtyRate(Ask ask)
    {
        string[] modes = ["page-sampling", "dirty-bitmap", "dirty-ring"];
        var domain = await ask.DomainAsync();
        var seconds = ask.OptionalInt("seconds") ?? 1;
        var mode = ask.OptionalText("mode") ?? modes[0];
        var flags = Array.IndexOf(modes, mode) is >= 0 and var at ? 1u << at : throw new CommandException($"Unknown calculation mode '{mode}'");
        await ask.CallAsync(Remote.DomainStartDirtyRateCalc, new(domain, seconds, flags));
        ask.Out.Extra("Start to calculate domain's memory dirty rate successfully.\n");
    }

    static async Task Perf(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        List<TypedParam> set = [];
        foreach (var (option, value) in (ReadOnlySpan<(string, bool)>)[("enable", true), ("disable", false)])
            foreach (var name in (ask.OptionalText(option) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)) set.Add(new(name, value));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetPerfEvents, new(domain, [.. set], scope)).Or("Unable to enable/disable perf events");
            Tuning.Show(ask, set, Words);
            return;
        }
        var known = (await ask.CallAsync(Remote.DomainGetPerfEvents, new(domain, scope)).Or("Unable to get perf events")).Params;
        if (!ask.Out.Quiet) Tuning.Show(ask, known, Words);
    }

    static string Words(TypedParam parameter) => parameter.Value.AsLong is 0 ? "disabled" : "enabled";
}
