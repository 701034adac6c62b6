using Aerostat.Protocol;

namespace Aerostat.Cli.Commands;

/// <summary>The host's devices, each below the one that it hangs at.</summary>
static class DeviceTree
{
    public static async Task PrintAsync(Ask ask, string[] names)
    {
        Dictionary<string, string?> parents = [];
        foreach (var name in names) parents[name] = (await Ask.TryAsync(ask.CallAsync(Remote.NodeDeviceGetParent, new(name))))?.Parent;
        foreach (var root in names.Where(name => parents[name] is not { } parent || !parents.ContainsKey(parent)))
        {
            ask.Out.Line(root);
            Below(ask, root, names, parents, "  ");
            ask.Out.Line("    ");
        }
    }

    static void Below(Ask ask, string parent, string[] names, Dictionary<string, string?> parents, string indent)
    {
        string[] children = [.. names.Where(name => parents[name] == parent)];
        if (children.Length > 0) ask.Out.Line($"{indent}|");
        for (var i = 0; i < children.Length; i++)
        {
            ask.Out.Line($"{indent}+- {children[i]}");
            var deeper = indent + (i + 1 < children.Length ? "|   " : "    ");
            if (!names.Any(name => parents[name] == children[i])) continue;
            Below(ask, children[i], names, parents, deeper);
            ask.Out.Line(deeper + "  ");
        }
    }
}
