using Aerostat.Cli.Grammar;
using Aerostat.Protocol;
using Aerostat.Values;

namespace Aerostat.Cli.Commands;

/// <summary>Title, description, and what others keep with a domain.</summary>
static class Metadata
{
    const int Description = 0, Title = 1, Element = 2;

    public static IReadOnlyList<Command> All =>
    [
        new("desc", "domain! live config current title edit new-desc...", "show or set a domain's description or title", Desc),
        new("metadata", "domain! uri! live config current edit key= set= remove", "show or set the XML that others keep with a domain", Meta),
    ];

    static async Task<string?> GetAsync(Ask ask, DomainRef domain, int type, string? uri, uint scope)
    {
        try
        {
            return (await ask.CallAsync(Remote.DomainGetMetadata, new(domain, type, uri, scope))).Metadata;
        }
        catch (VirtException e) when (e.Code == ErrorCode.NoDomainMetadata && type != Element)
        {
            return null;
        }
    }

    static async Task Desc(Ask ask)
    {
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var type = ask.Has("title") ? Title : Description;
        var what = ask.Has("title") ? "title" : "description";
        string? text = ask.All("new-desc") is { Length: > 0 } words ? string.Join(' ', words) : null;

        if (text is null && !ask.Has("edit"))
        {
            if (await GetAsync(ask, domain, type, null, scope) is { Length: > 0 } known) ask.Out.Text(known);
            else ask.Out.Extra($"No {what} for domain: {domain.Name}");
            return;
        }
        if (ask.Has("edit"))
        {
            var before = text ?? await GetAsync(ask, domain, type, null, scope) ?? "";
            text = Editor.Open(ask, before).TrimEnd('\n');
            if (text == before.TrimEnd('\n'))
            {
                ask.Out.Extra($"Domain {what} not changed\n");
                return;
            }
        }
        await ask.CallAsync(Remote.DomainSetMetadata, new(domain, type, text!.Length > 0 ? text : null, null, null, scope)).Or($"Failed to set new domain {what}");
        ask.Out.Extra($"Domain {what} updated successfully");
    }

    static async Task Meta(Ask ask)
    {
        ask.Exclusive("edit", "set");
        ask.Exclusive("remove", "set");
        ask.Exclusive("remove", "edit");
        var scope = ask.Scope() ?? 0;
        var domain = await ask.DomainAsync();
        var uri = ask.Text("uri");
        if ((ask.Has("set") || ask.Has("edit")) && !ask.Has("key")) throw new CommandException("namespace key is required when modifying metadata");

        if (ask.Has("set") || ask.Has("remove"))
        {
            await ask.CallAsync(Remote.DomainSetMetadata, new(domain, Element, ask["set"], ask["key"], uri, scope));
            ask.Out.Extra(ask.Has("set") ? "Metadata modified\n" : "Metadata removed\n");
        }
        else if (ask.Has("edit"))
        {
            await Editor.EditAsync(ask,
                read: async () => await Ask.TryAsync(ask.CallAsync(Remote.DomainGetMetadata, new(domain, Element, uri, scope))) is { } known ? known.Metadata : "\n",
                write: async xml => $"{await ask.CallAsync(Remote.DomainSetMetadata, new(domain, Element, xml, ask["key"], uri, scope))}",
                unchanged: "Metadata not changed\n", done: _ => "Metadata modified\n");
        }
        else
        {
            ask.Out.Line((await GetAsync(ask, domain, Element, uri, scope))!);
        }
    }
}
