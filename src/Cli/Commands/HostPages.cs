using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Client;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>The host's huge pages, how it shares equal ones, and what it knows of encrypted guests.</summary>
static class HostPages
{
    const ulong Kib = 1024;

    public static IReadOnlyList<Command> All =>
    [
        new("freepages", "cellno=# pagesize=# all", "show the host's free pages", Free),
        new("allocpages", "pagesize!# pagecount!# cellno=# add all", "set how many huge pages the host keeps", Allocate),
        new("node-memory-tune", "shm-pages-to-scan=# shm-sleep-millisecs=# shm-merge-across-nodes=#", "show or set how the host shares equal pages", Tune),
        new("nodesevinfo", "", "show what the host can do for encrypted guests", async ask =>
        {
            var answer = await (await ask.Connection).ReadParamsAsync(async (count, flags) =>
            {
                var told = await ask.CallAsync(Remote.NodeGetSevInfo, new(count, flags));
                return (told.Params, told.Count);
            }).Or("Unable to get host SEV information");
            Tuning.Show(ask, answer);
        }),
    ];

    /// <summary>Each node with the sizes of pages that it has, in KiB.</summary>
    static async Task<List<(int Cell, uint[] Sizes)>> CellsAsync(Ask ask)
    {
        var host = XmlText.Parse((await ask.CallAsync(Remote.ConnectGetCapabilities).Or("unable to get node capabilities")).Capabilities);
        return [.. host.Descendants("cell").Select(cell => (
            int.Parse(cell.Attribute("id")?.Value ?? "0", CultureInfo.InvariantCulture),
            cell.Elements("pages").Select(pages => uint.Parse(pages.Attribute("size")?.Value ?? "0", CultureInfo.InvariantCulture)).Order().ToArray()))];
    }

    static async Task Free(Ask ask)
    {
        ask.Exclusive("all", "cellno");
        var size = ask.OptionalSize("pagesize", Kib) is { } bytes ? (uint?)(bytes / Kib) : null;
        if (ask.Has("all"))
        {
            foreach (var (cell, sizes) in await CellsAsync(ask))
            {
                ask.Out.Line($"Node {cell}:");
                await PrintAsync(ask, cell, size is { } only ? [only] : sizes);
                ask.Out.Line();
            }
            return;
        }
        if (ask.OptionalInt("cellno") is not { } node) throw new CommandException("missing cellno argument");
        if (node < -1) throw new CommandException("cell number must be non-negative integer or -1");
        if (size is null) throw new CommandException("missing pagesize argument");
        await PrintAsync(ask, node, [size.Value]);
    }

    static async Task PrintAsync(Ask ask, int cell, uint[] sizes)
    {
        var counts = (await ask.CallAsync(Remote.NodeGetFreePages, new(sizes, cell, 1, 0))).Counts;
        foreach (var (size, count) in sizes.Zip(counts)) ask.Out.Line($"{size}KiB: {count}");
    }

    static async Task Allocate(Ask ask)
    {
        const uint add = 1;
        ask.Exclusive("all", "cellno");
        var cell = ask.OptionalInt("cellno") ?? -1;
        if (ask.Has("cellno") && cell < -1) throw new CommandException("cell number must be non-negative integer or -1");
        var size = (uint)(ask.Size("pagesize", Kib) / Kib);
        var count = ask.OptionalULong("pagecount")!.Value;
        int[] cells = ask.Has("all") ? [.. (await CellsAsync(ask)).Select(one => one.Cell)] : [cell];
        foreach (var one in cells) await ask.CallAsync(Remote.NodeAllocPages, new([size], [count], one, 1, ask.Has("add") ? add : 0));
    }

    static async Task Tune(Ask ask)
    {
        List<TypedParam> set = [];
        foreach (var option in (ReadOnlySpan<string>)["shm-pages-to-scan", "shm-sleep-millisecs", "shm-merge-across-nodes"])
            if (ask.OptionalUInt(option) is { } value) set.Add(new(option.Replace('-', '_'), value));
        if (set.Count > 0)
        {
            await ask.CallAsync(Remote.NodeSetMemoryParameters, new([.. set], 0)).Or("Unable to change memory parameters");
            return;
        }
        var told = await (await ask.Connection).ReadParamsAsync(async (count, flags) =>
        {
            var answer = await ask.CallAsync(Remote.NodeGetMemoryParameters, new(count, flags));
            return (answer.Params, answer.NParams);
        }).Or("Unable to get number of memory parameters");
        ask.Out.Line("Shared memory:");
        foreach (var parameter in told) ask.Out.Line($"\t{(parameter.Field.StartsWith("shm_", StringComparison.Ordinal) ? parameter.Field[4..] : parameter.Field),-15} {parameter.Value}");
    }
}
