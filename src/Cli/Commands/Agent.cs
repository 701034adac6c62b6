using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>What the agent inside the guest answers.</summary>
static class Agent
{
    public static IReadOnlyList<Command> All =>
    [
        new("domhostname", "domain! source=", "show the name that a guest gives itself", async ask =>
        {
            uint source = ask.OptionalText("source") switch
            {
                null => 0,
                "lease" => 1,
                "agent" => 2,
                var unknown => throw new CommandException($"Unknown data source '{unknown}'"),
            };
            ask.Out.Line((await ask.CallAsync(Remote.DomainGetHostname, new(await ask.DomainAsync(), source)).Or("failed to get hostname")).Hostname);
        }),
        new("domtime", "domain! now pretty sync time=#", "show or set a guest's clock", Time),
        new("domfsinfo", "domain! -format=", "list a guest's mounted file systems", FileSystems),
        new("guestinfo", "domain! user os timezone hostname filesystem disk interface -format=", "show what a guest's agent knows of it", Info),
        new("guest-agent-timeout", "domain! -timeout=#", "set how long a guest's agent may take", async ask =>
        {
            const int block = -2;
            await ask.CallAsync(Remote.DomainAgentSetResponseTimeout, new(await ask.DomainAsync(), ask.OptionalInt("timeout") ?? block, 0));
        }),
    ];

    static async Task Time(Ask ask)
    {
        const uint sync = 1;
        ask.Exclusive("time", "now");
        ask.Exclusive("time", "sync");
        ask.Exclusive("now", "sync");
        var domain = await ask.DomainAsync();
        if (ask.Has("time") || ask.Has("now") || ask.Has("sync"))
        {
            var now = TimeProvider.System.GetUtcNow();
            var seconds = ask.Has("now") ? now.ToUnixTimeSeconds() : (long)(ask.OptionalULong("time") ?? 0);
            await ask.CallAsync(Remote.DomainSetTime, new(domain, seconds, ask.Has("now") ? (uint)now.Millisecond * 1_000_000 : 0, ask.Has("sync") ? sync : 0));
            return;
        }
        var time = await ask.CallAsync(Remote.DomainGetTime, new(domain, 0));
        ask.Out.Text($"Time: {(ask.Has("pretty") ? DateTimeOffset.FromUnixTimeSeconds(time.Seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : $"{time.Seconds}")}");
    }

    static async Task FileSystems(Ask ask)
    {
        var mounted = (await ask.CallAsync(Remote.DomainGetFsInfo, new(await ask.DomainAsync(), 0)).Or("Unable to get filesystem information")).Info;
        if (mounted.Length == 0 && ask.Out.Format == Format.Table)
        {
            ask.Out.Text("No filesystems are mounted in the domain");
            return;
        }
        ask.Out.Rows([("Mountpoint", "mountpoint"), ("Name", "name"), ("Type", "type"), ("Target", "targets")], mounted.Select(fs => (IReadOnlyList<Cell>)
            [fs.Mountpoint, fs.Name, fs.Fstype, new Cell(string.Join(',', fs.DevAliases), fs.DevAliases)]));
    }

    static async Task Info(Ask ask)
    {
        var kinds = ask.Flags(("user", 1), ("os", 2), ("timezone", 4), ("hostname", 8), ("filesystem", 16), ("disk", 32), ("interface", 64));
        var known = (await ask.CallAsync(Remote.DomainGetGuestInfo, new(await ask.DomainAsync(), kinds, 0))).Params;
        ask.Out.Fields(known.Select(p => ($"{p.Field,-20}: ", p.Field, new Cell(p.Value.ToString(), p.Value.Json()))), 0);
    }
}
