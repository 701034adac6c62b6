using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Which domains there are.</summary>
static class Listing
{
    public static IReadOnlyList<Command> All =>
    [
        new("list", "inactive all transient persistent with-snapshot without-snapshot with-checkpoint without-checkpoint state-running state-paused state-shutoff state-other autostart no-autostart with-managed-save without-managed-save uuid name id table managed-save title -format=",
            "list domains", List)
        {
            About = "Lists the running domains; with --all, those that are off too. The filters can be combined.",
        },
    ];

    /// <summary>libvirt's bits of a filter.</summary>
    static uint Filter(Ask ask)
    {
        var filter = ask.Flags(
            ("persistent", 4), ("transient", 8), ("state-running", 16), ("state-paused", 32), ("state-shutoff", 64), ("state-other", 128),
            ("with-managed-save", 256), ("without-managed-save", 512), ("autostart", 1024), ("no-autostart", 2048),
            ("with-snapshot", 4096), ("without-snapshot", 8192), ("with-checkpoint", 16384), ("without-checkpoint", 32768));
        // A filter by a state in which no domain runs would find nothing among those that run.
        return filter | (ask.Has("all") || ask.Has("state-shutoff") && !ask.Has("inactive") ? 3u : ask.Has("inactive") ? 2u : 1u);
    }

    static async Task List(Ask ask)
    {
        foreach (var column in (ReadOnlySpan<string>)["uuid", "name", "id"]) ask.Exclusive("table", column);
        var domains = (await ask.CallAsync(Remote.ConnectListAllDomains, new(true, Filter(ask))).Or("Failed to list domains")).Domains;
        // As virsh: running ones by id, the others by name.
        Array.Sort(domains, (a, b) => a.Id == -1 && b.Id == -1 ? string.CompareOrdinal(a.Name, b.Name) : a.Id == -1 ? 1 : b.Id == -1 ? -1 : a.Id.CompareTo(b.Id));

        if (ask.Out.Format == Format.Json) await Table(ask, domains);
        else if (ask.Has("uuid") || ask.Has("name") || ask.Has("id")) Words(ask, domains);
        else await Table(ask, domains);
    }

    static void Words(Ask ask, DomainRef[] domains)
    {
        foreach (var domain in domains)
        {
            List<string> words = [];
            if (ask.Has("uuid")) words.Add(Names.Uuid(domain.Uuid));
            if (ask.Has("id") && (domain.Id != -1 || ask.Has("uuid") || ask.Has("name"))) words.Add(domain.Id == -1 ? "-" : $"{domain.Id}");
            if (ask.Has("name")) words.Add(domain.Name);
            if (words.Count > 0) ask.Out.Line(string.Join(' ', words));
        }
    }

    static async Task Table(Ask ask, DomainRef[] domains)
    {
        List<(string, string)> columns = [("Id", "id"), ("Name", "name"), ("State", "state")];
        if (ask.Has("title")) columns.Add(("Title", "title"));
        if (ask.Out.Format == Format.Json) columns.Insert(2, ("UUID", "uuid"));

        List<IReadOnlyList<Cell>> rows = [];
        foreach (var domain in domains)
        {
            List<Cell> row = [domain.Id == -1 ? new Cell("-", null) : domain.Id, domain.Name, await StateAsync(ask, domain)];
            if (ask.Has("title")) row.Add(await TitleAsync(ask, domain));
            if (ask.Out.Format == Format.Json) row.Insert(2, Names.Uuid(domain.Uuid));
            rows.Add(row);
        }
        ask.Out.Rows(columns, rows);
    }

    static async Task<string> StateAsync(Ask ask, DomainRef domain)
    {
        if (domain.Id == -1) return ask.Has("managed-save") && await HasSavedAsync(ask, domain) ? "saved" : "shut off";
        // It may have gone since the list was made.
        return await Ask.TryAsync(ask.CallAsync(Remote.DomainGetState, new(domain, 0))) is { } now ? Names.State(now.State) : "no state";
    }

    static async Task<bool> HasSavedAsync(Ask ask, DomainRef domain) =>
        await Ask.TryAsync(ask.CallAsync(Remote.DomainHasManagedSaveImage, new(domain, 0))) is { Result: true };

    static async Task<string> TitleAsync(Ask ask, DomainRef domain)
    {
        const int title = 1;
        try
        {
            return (await ask.CallAsync(Remote.DomainGetMetadata, new(domain, title, null, 0))).Metadata;
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoDomainMetadata)
        {
            return "";
        }
    }
}
