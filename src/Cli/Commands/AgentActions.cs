using Aerostat.Cli.Grammar;
using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>What the agent inside the guest does when it is told.</summary>
static class AgentActions
{
    public static IReadOnlyList<Command> All =>
    [
        new("domfsfreeze", "domain! mountpoint...", "hold a guest's writing to its file systems back", async ask =>
        {
            var frozen = (await ask.CallAsync(Remote.DomainFsFreeze, new(await ask.DomainAsync(), ask.All("mountpoint"), 0)).Or("Unable to freeze filesystems")).Filesystems;
            ask.Out.Extra($"Froze {frozen} filesystem(s)\n");
        }),
        new("domfsthaw", "domain! mountpoint...", "let a guest write to its file systems again", async ask =>
        {
            var thawed = (await ask.CallAsync(Remote.DomainFsThaw, new(await ask.DomainAsync(), ask.All("mountpoint"), 0)).Or("Unable to thaw filesystems")).Filesystems;
            ask.Out.Extra($"Thawed {thawed} filesystem(s)\n");
        }),
        new("domfstrim", "domain! -minimum=# -mountpoint=", "have a guest give back the blocks that it does not use", async ask =>
        {
            var minimum = ask.OptionalULong("minimum") ?? 0;
            await ask.CallAsync(Remote.DomainFsTrim, new(await ask.DomainAsync(), ask.OptionalText("mountpoint"), minimum, 0)).Or("Unable to invoke fstrim");
        }),
        new("set-user-password", "domain! user! password! encrypted", "set a password within a guest", async ask =>
        {
            var domain = await ask.DomainAsync();
            await ask.CallAsync(Remote.DomainSetUserPassword, new(domain, ask.Text("user"), ask.Text("password"), ask.Flags(("encrypted", 1))));
            ask.Out.Extra($"Password set successfully for {ask.Text("user")} in {domain.Name}");
        }),
        new("guestvcpus", "domain! -cpulist= enable disable", "show or switch virtual processors as the guest uses them", Vcpus),
        new("get-user-sshkeys", "domain! user!", "show the SSH keys that a user of a guest lets in", async ask =>
        {
            ask.Out.Text(string.Join('\n', (await ask.CallAsync(Remote.DomainAuthorizedSshKeysGet, new(await ask.DomainAsync(), ask.Text("user"), 0))).Keys));
        }),
        new("set-user-sshkeys", "domain! user! -file= reset remove", "change the SSH keys that a user of a guest lets in", SetKeys),
        new("dompmsuspend", "domain! target! -duration=#", "put a guest to sleep", async ask =>
        {
            var target = Sleep.Target(ask.Text("target"));
            var domain = await ask.DomainAsync();
            await ask.CallAsync(Remote.DomainPmSuspendForDuration, new(domain, target, ask.OptionalULong("duration") ?? 0, 0)).Or($"Domain '{domain.Name}' could not be suspended");
            ask.Out.Extra($"Domain '{domain.Name}' successfully suspended\n");
        }),
        new("dompmwakeup", "domain!", "wake a guest that sleeps", async ask =>
        {
            var domain = await ask.DomainAsync();
            await ask.CallAsync(Remote.DomainPmWakeup, new(domain, 0)).Or($"Domain '{domain.Name}' could not be woken up");
            ask.Out.Extra($"Domain '{domain.Name}' successfully woken up\n");
        }),
    ];

    static async Task Vcpus(Ask ask)
    {
        ask.Exclusive("enable", "disable");
        ask.Needs("enable", "cpulist");
        ask.Needs("disable", "cpulist");
        if (ask.Has("cpulist") && !ask.Has("enable") && !ask.Has("disable"))
            throw new CommandException("One of options --enable or --disable is required by option --cpulist");
        var domain = await ask.DomainAsync();
        if (ask.OptionalText("cpulist") is { } list)
        {
            await ask.CallAsync(Remote.DomainSetGuestVcpus, new(domain, list, ask.Has("enable") ? 1 : 0, 0));
            return;
        }
        var told = (await ask.CallAsync(Remote.DomainGetGuestVcpus, new(domain, 0))).Params;
        ask.Out.Fields(told.Select(p => ($"{p.Field,-15}: ", p.Field, new Cell(p.Value.ToString(), p.Value.Json()))), 0);
    }

    static async Task SetKeys(Ask ask)
    {
        const uint append = 1, remove = 2;
        ask.Needs("remove", "file");
        if (!ask.Has("reset") && !ask.Has("file")) throw new CommandException("Option --file is required");
        var keys = ask.Has("file") ? ask.File("file").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
        var flags = ask.Has("remove") ? remove : ask.Has("reset") ? 0 : append;
        await ask.CallAsync(Remote.DomainAuthorizedSshKeysSet, new(await ask.DomainAsync(), ask.Text("user"), keys, flags));
    }
}

/// <summary>Kinds of sleep, a guest's and the host's.</summary>
static class Sleep
{
    public static uint Target(string word) => word switch
    {
        "mem" => 0,
        "disk" => 1,
        "hybrid" => 2,
        _ => throw new CommandException("Invalid target"),
    };
}
