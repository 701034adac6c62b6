using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Shares and limits of processor, memory, disk and network: shown without options, set with them.</summary>
static class Tuning
{
    const ulong Kib = 1024;

    public static IReadOnlyList<Command> All =>
    [
        new("schedinfo", "domain! -weight=# -cap=# current config live set...", "show or set a domain's share of the processors", Scheduler),
        new("memtune", "domain! hard-limit=# soft-limit=# swap-hard-limit=# min-guarantee=# config live current", "show or set the limits of a domain's memory", MemTune),
        new("blkiotune", "domain! weight=# device-weights= device-read-iops-sec= device-write-iops-sec= device-read-bytes-sec= device-write-bytes-sec= config live current",
            "show or set a domain's share of the disks", BlkioTune),
        new("numatune", "domain! mode= nodeset= config live current", "show or set the nodes that a domain's memory comes from", NumaTune),
        new("blkdeviotune", "domain! device! total-bytes-sec=# read-bytes-sec=# write-bytes-sec=# total-iops-sec=# read-iops-sec=# write-iops-sec=# total-bytes-sec-max=# read-bytes-sec-max=# write-bytes-sec-max=# total-iops-sec-max=# read-iops-sec-max=# write-iops-sec-max=# size-iops-sec=# group-name= total-bytes-sec-max-length=# read-bytes-sec-max-length=# write-bytes-sec-max-length=# total-iops-sec-max-length=# read-iops-sec-max-length=# write-iops-sec-max-length=# config live current",
            "show or set the limits of a disk", DiskTune),
        new("domiftune", "domain! interface! inbound= outbound= config live current", "show or set the limits of a network card", CardTune),
    ];

    public static void Show(Ask ask, IEnumerable<TypedParam> parameters, Func<TypedParam, string?>? words = null)
    {
        foreach (var parameter in parameters)
            ask.Out.Line($"{parameter.Field,-15}: {words?.Invoke(parameter) ?? parameter.Value.ToString()}");
    }

    static async Task Scheduler(Ask ask)
    {
        var scope = ask.Scope();
        var domain = await ask.DomainAsync();
        var type = await ask.CallAsync(Remote.DomainGetSchedulerType, new(domain));
        ask.Out.Line($"{"Scheduler",-15}: {type.Type}");
        var known = await ReadAsync();
        var settings = ask.All("set").Select(s => s.Split('=', 2)).ToList();
        if (ask["weight"] is { } weight) settings.Add(["weight", weight]);
        if (ask["cap"] is { } cap) settings.Add(["cap", cap]);
        if (settings.Count == 0)
        {
            if (ask.Has("live") && ask.Has("config")) throw new CommandException("cannot query both live and config at once");
            Show(ask, known);
            return;
        }
        var changed = settings.Select(s => Changed(known, s)).ToArray();
        if (scope is { } where) await ask.CallAsync(Remote.DomainSetSchedulerParametersFlags, new(domain, changed, where));
        else await ask.CallAsync(Remote.DomainSetSchedulerParameters, new(domain, changed));
        Show(ask, await ReadAsync());

        // Both at once cannot be asked for: what holds now is. A daemon of before 0.9.2 knows the call without flags alone, so that it is the one where none is said.
        async Task<TypedParam[]> ReadAsync() => scope is { } from
            ? (await ask.CallAsync(Remote.DomainGetSchedulerParametersFlags, new(domain, type.NParams, from is 3 ? 0 : from))).Params
            : (await ask.CallAsync(Remote.DomainGetSchedulerParameters, new(domain, type.NParams))).Params;
    }

    /// <summary>A new value of the type that the old one has.</summary>
    static TypedParam Changed(TypedParam[] known, string[] setting)
    {
        if (setting is not [var name, var text]) throw new CommandException("invalid scheduler option: " + setting[0]);
        if (known.Find(name) is not { } old) throw new CommandException($"invalid scheduler option: {name}");
        var invalid = new CommandException($"Invalid value '{text}' for {name}");
        return new(name, old.Kind switch
        {
            TypedKind.ULong => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : throw invalid,
            TypedKind.Long => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v : throw invalid,
            TypedKind.UInt => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : throw invalid,
            TypedKind.Int => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var v) ? v : throw invalid,
            _ => text,
        });
    }

    static async Task MemTune(Ask ask)
    {
        const ulong unlimited = 9007199254740991;
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        List<TypedParam> set = [];
        foreach (var (option, field) in (ReadOnlySpan<(string, string)>)[("hard-limit", "hard_limit"), ("soft-limit", "soft_limit"), ("swap-hard-limit", "swap_hard_limit"), ("min-guarantee", "min_guarantee")])
            // -1 is no limit; else bytes, kept in KiB.
            if (ask.Has(option)) set.Add(new(field, ask[option] == "-1" ? unlimited : ask.Size(option, Kib) / Kib));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetMemoryParameters, new(domain, [.. set], scope)).Or("Unable to change memory parameters");
            return;
        }
        Show(ask, await ReadAsync(ask, async (count, flags) =>
        {
            var answer = await ask.CallAsync(Remote.DomainGetMemoryParameters, new(domain, count, flags | scope));
            return (answer.Params, answer.NParams);
        }).Or("Unable to get number of memory parameters"), p => p.Value.AsULong == unlimited ? "unlimited" : null);
    }

    static async Task<TypedParam[]> ReadAsync(Ask ask, Func<int, uint, Task<(TypedParam[], int)>> call) => await (await ask.Connection).ReadParamsAsync(call);

    static async Task BlkioTune(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        List<TypedParam> set = [];
        if (ask.OptionalUInt("weight") is { } weight) set.Add(new("weight", weight));
        string[] options = ["device-weights", "device-read-iops-sec", "device-write-iops-sec", "device-read-bytes-sec", "device-write-bytes-sec"];
        foreach (var option in options)
            if (ask.OptionalText(option) is { } text) set.Add(new(option == "device-weights" ? "device_weight" : option.Replace('-', '_'), text));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetBlkioParameters, new(domain, [.. set], scope)).Or("Unable to change blkio parameters");
            return;
        }
        Show(ask, await ReadAsync(ask, async (count, flags) =>
        {
            var answer = await ask.CallAsync(Remote.DomainGetBlkioParameters, new(domain, count, flags | scope));
            return (answer.Params, answer.NParams);
        }).Or("Unable to get number of blkio parameters"));
    }

    static async Task NumaTune(Ask ask)
    {
        string[] modes = ["strict", "preferred", "interleave", "restrictive"];
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        List<TypedParam> set = [];
        if (ask.OptionalText("nodeset") is { } nodes) set.Add(new("numa_nodeset", nodes));
        if (ask.OptionalText("mode") is { } mode)
            set.Add(new("numa_mode", Array.IndexOf(modes, mode) is >= 0 and var at ? at : int.TryParse(mode, CultureInfo.InvariantCulture, out var number) ? number : throw new CommandException($"Invalid mode: {mode}")));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetNumaParameters, new(domain, [.. set], scope)).Or("Unable to change numa parameters");
            return;
        }
        Show(ask, await ReadAsync(ask, async (count, flags) =>
        {
            var answer = await ask.CallAsync(Remote.DomainGetNumaParameters, new(domain, count, flags | scope));
            return (answer.Params, answer.NParams);
        }).Or("Unable to get number of memory parameters"), p => p.Field == "numa_mode" && p.Value.AsLong is { } m ? Names.At(modes, (int)m) : null);
    }

    static async Task DiskTune(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var disk = ask.Text("device");
        List<TypedParam> set = [];
        foreach (var option in ask.Command.Options)
        {
            if (option.Kind == OptionKind.Flag || option.Required || !ask.Has(option.Name)) continue;
            set.Add(new(option.Name.Replace('-', '_'), option.Name == "group-name" ? ask.Text(option.Name)
                : option.Name.Contains("bytes-sec", StringComparison.Ordinal) && !option.Name.EndsWith("length", StringComparison.Ordinal) ? ask.Size(option.Name) : ask.OptionalULong(option.Name)!.Value));
        }
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetBlockIoTune, new(domain, disk, [.. set], scope)).Or("Unable to change block I/O throttle");
            return;
        }
        Show(ask, await ReadAsync(ask, async (count, flags) =>
        {
            var answer = await ask.CallAsync(Remote.DomainGetBlockIoTune, new(domain, disk, count, flags | scope));
            return (answer.Params, answer.NParams);
        }).Or("Unable to get number of block I/O throttle parameters"));
    }

    static async Task CardTune(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var card = ask.Text("interface");
        List<TypedParam> set = [];
        foreach (var way in (string[])["inbound", "outbound"])
            if (ask.OptionalText(way) is { } text) set.AddRange(Limits(way, NicPlug.Rate(text)));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.DomainSetInterfaceParameters, new(domain, card, [.. set], scope)).Or("Unable to set interface parameters");
            return;
        }
        var (_, count) = await ask.CallAsync(Remote.DomainGetInterfaceParameters, new(domain, card, 0, scope)).Or("Unable to get number of interface parameters");
        Show(ask, (await ask.CallAsync(Remote.DomainGetInterfaceParameters, new(domain, card, count, scope)).Or("Unable to get interface parameters")).Params);
    }

    /// <param name="rate">Average, peak, burst and floor; an average alone may be 0.</param>
    static IEnumerable<TypedParam> Limits(string way, string?[] rate)
    {
        var numbers = Array.ConvertAll(rate, text => text is null ? 0u : uint.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw new CommandException($"{way} rate larger than maximum {uint.MaxValue}"));
        var (average, peak, burst, floor) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        if (average == 0 && (peak > 0 || burst > 0) && (way == "outbound" || floor == 0)) throw new CommandException(way == "inbound" ? "either inbound average or floor is mandatory" : "outbound average is mandatory");
        if (way == "outbound" && floor > 0) throw new CommandException("outbound floor is unsupported yet");
        yield return new($"{way}.average", average);
        if (peak > 0) yield return new($"{way}.peak", peak);
        if (burst > 0) yield return new($"{way}.burst", burst);
        if (floor > 0) yield return new($"{way}.floor", floor);
    }
}
