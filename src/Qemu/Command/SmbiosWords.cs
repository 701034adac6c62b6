using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary><c>-smbios</c> and <c>-fw_cfg</c>: what firmware tells the guest of itself.</summary>
static class SmbiosWords
{
    public static IEnumerable<string> Of(DomainDefinition domain)
    {
        foreach (var info in domain.SysInfos)
        {
            if (info.Type is SysInfoType.Fwcfg)
                foreach (var entry in info.FwCfg)
                {
                    yield return "-fw_cfg";
                    yield return $"name={entry.Name}" + new Words("").Say(entry.File is null ? "string" : "file", entry.File ?? entry.Value);
                }
            if (info.Type is not SysInfoType.Smbios || domain.Os.Smbios is not SmbiosMode.Sysinfo) continue;
            foreach (var table in Tables(info))
            {
                yield return "-smbios";
                yield return table;
            }
        }
    }

    static IEnumerable<string> Tables(SysInfo info)
    {
        if (!info.Bios.IsEmpty) yield return Table(0, info.Bios, ("vendor", "vendor"), ("version", "version"), ("date", "date"), ("release", "release"));
        if (!info.System.IsEmpty)
            yield return Table(1, info.System, ("manufacturer", "manufacturer"), ("product", "product"), ("version", "version"), ("serial", "serial"), ("uuid", "uuid"), ("sku", "sku"), ("family", "family"));
        if (info.BaseBoards.Count > 1) throw Machine.Unsupported("QEMU takes one base board, and <sysinfo> has several");
        foreach (var board in info.BaseBoards)
            yield return Table(2, board.Entries, ("manufacturer", "manufacturer"), ("product", "product"), ("version", "version"), ("serial", "serial"), ("asset", "asset"), ("location", "location"));
        if (!info.Chassis.IsEmpty)
            yield return Table(3, info.Chassis, ("manufacturer", "manufacturer"), ("version", "version"), ("serial", "serial"), ("asset", "asset"), ("sku", "sku"));
        if (!info.OemStrings.IsEmpty)
            yield return info.OemStrings.Aggregate(new Words("type=11"), (words, text) => words.Say("value", text.Value)).ToString();
    }

    static string Table(int type, IEnumerable<SysInfoEntry> entries, params ReadOnlySpan<(string Entry, string Word)> known)
    {
        var words = new Words($"type={type}");
        foreach (var (entry, word) in known) words.Say(word, entries.FirstOrDefault(one => one.Name == entry)?.Value);
        return words.ToString();
    }
}
