using System.Globalization;
using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>What a domain is and how it is.</summary>
static class Information
{
    public static IReadOnlyList<Command> All =>
    [
        new("dominfo", "domain! -format=", "show what a domain is and how it is", Info),
        new("domstate", "domain! reason", "show a domain's state", State),
        new("domid", "domain!", "show the id of a domain that is named otherwise", async ask => ask.Out.Line(Id(await ask.DomainAsync()))),
        new("domuuid", "domain!", "show the UUID of a domain that is named otherwise", async ask => ask.Out.Line(Names.Uuid((await ask.DomainAsync()).Uuid))),
        new("domname", "domain!", "show the name of a domain that is named otherwise", async ask =>
        {
            var domain = await ask.DomainAsync();
            if (domain.Name == ask["domain"]) throw new CommandException($"failed to get domain '{domain.Name}'") { Hint = "that is its name already" };
            ask.Out.Line(domain.Name);
        }),
        new("domcontrol", "domain!", "show whether a domain's monitor is free", Control),
        new("domjobinfo", "domain! completed keep-completed anystats rawstats", "show the job a domain is busy with", Jobs.Info),
        new("domjobabort", "domain! postcopy", "end the job a domain is busy with", async ask => await ask.CallAsync(Remote.DomainAbortJob, new(await ask.DomainAsync()))),
    ];

    static string Id(DomainRef domain) => domain.Id == -1 ? "-" : $"{domain.Id}";

    static async Task Info(Ask ask)
    {
        const byte noState = 0;
        var domain = await ask.DomainAsync();
        List<(string, string, Cell)> fields =
        [
            ("Id:", "id", new(Id(domain), domain.Id == -1 ? null : domain.Id)),
            ("Name:", "name", domain.Name),
            ("UUID:", "uuid", Names.Uuid(domain.Uuid)),
        ];
        if (await Ask.TryAsync(ask.CallAsync(Remote.DomainGetOsType, new(domain))) is { } os) fields.Add(("OS Type:", "osType", os.Type));

        var info = await ask.CallAsync(Remote.DomainGetInfo, new(domain));
        fields.Add(("State:", "state", Names.State(info.State)));
        fields.Add(("CPU(s):", "cpus", (ulong)info.Vcpus));
        if (info.CpuTime != 0) fields.Add(("CPU time:", "cpuTimeNs", new(string.Create(CultureInfo.InvariantCulture, $"{info.CpuTime / 1e9:F1}s"), info.CpuTime)));
        fields.Add(("Max memory:", "maxMemoryKib", info.MaxKib == ulong.MaxValue ? new("no limit", null) : new($"{info.MaxKib} KiB", info.MaxKib)));
        fields.Add(("Used memory:", "usedMemoryKib", new($"{info.Kib} KiB", info.Kib)));

        var persistent = await Ask.TryAsync(ask.CallAsync(Remote.DomainIsPersistent, new(domain)));
        fields.Add(("Persistent:", "persistent", persistent is { } p ? new(Names.YesNo(p.Persistent), p.Persistent) : new("unknown", null)));
        if (await Ask.TryAsync(ask.CallAsync(Remote.DomainGetAutostart, new(domain))) is { } autostart)
            fields.Add(("Autostart:", "autostart", new(Names.Enabled(autostart.Autostart), autostart.Autostart)));
        var saved = await Ask.TryAsync(ask.CallAsync(Remote.DomainHasManagedSaveImage, new(domain, 0)));
        fields.Add(("Managed save:", "managedSave", saved is { } s ? new(Names.YesNo(s.Result), s.Result) : new("unknown", null)));

        await Security(ask, domain, fields, info.State != noState);
        if (await Ask.TryAsync(ask.CallAsync(Remote.DomainGetMessages, new(domain, 0))) is { Messages: { Length: > 0 } messages })
            fields.Add(("Messages:", "messages", new(string.Join($"\n{"",16}", messages), messages)));
        ask.Out.Fields(fields, 16);
    }

    static async Task Security(Ask ask, DomainRef domain, List<(string, string, Cell)> fields, bool running)
    {
        if (await Ask.TryAsync(ask.CallAsync(Remote.NodeGetSecurityModel)) is not { Model.Length: > 0 } model) return;
        fields.Add(("Security model:", "securityModel", model.Model));
        fields.Add(("Security DOI:", "securityDoi", model.Doi));
        if (!running) return;
        var label = await ask.CallAsync(Remote.DomainGetSecurityLabel, new(domain)).Or("Failed to get security label");
        if (label.Label.Length > 0) fields.Add(("Security label:", "securityLabel", $"{label.Label} ({(label.Enforcing ? "enforcing" : "permissive")})"));
    }

    static async Task State(Ask ask)
    {
        var domain = await ask.DomainAsync();
        var now = await ask.CallAsync(Remote.DomainGetState, new(domain, 0));
        ask.Out.Line(ask.Has("reason") ? $"{Names.State(now.State)} ({Names.Reason(now.State, now.Reason)})" : Names.State(now.State));
    }

    static async Task Control(Ask ask)
    {
        var control = await ask.CallAsync(Remote.DomainGetControlInfo, new(await ask.DomainAsync(), 0));
        const uint ok = 0, error = 3;
        string[] causes = ["", "unknown", "monitor failure", "internal (locking) error"];
        ask.Out.Line(control.State switch
        {
            ok => Names.ControlState(ok),
            error => $"{Names.ControlState(error)}: {Names.At(causes, (int)control.Details) ?? "unknown"}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Names.ControlState(control.State)} ({control.StateTime / 1000.0:F3}s)"),
        });
    }
}
