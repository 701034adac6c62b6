using System.Globalization;

namespace Aerostat.Engine.HostDevices;

/// <summary>What makers call their devices, from the list that distributions ship.</summary>
/// <remarks>Source: <c>pci.ids</c>: a vendor at a line's start, its devices behind one tab each.</remarks>
static class PciNames
{
    public static (string? Vendor, string? Product) Find(string root, uint vendor, uint product)
    {
        var list = ((string[])["usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids"]).Select(file => Path.Combine(root, file)).FirstOrDefault(File.Exists);
        if (list is null) return default;
        string? maker = null;
        string own = Key(vendor), one = "\t" + Key(product);
        foreach (var line in File.ReadLines(list))
        {
            if (maker is null)
            {
                if (line.StartsWith(own, StringComparison.Ordinal)) maker = line[own.Length..].Trim();
            }
            else if (line is [not ('\t' or '#'), ..])
            {
                break;
            }
            else if (line.StartsWith(one, StringComparison.Ordinal))
            {
                return (maker, line[one.Length..].Trim());
            }
        }
        return (maker, null);
    }

    static string Key(uint number) => string.Create(CultureInfo.InvariantCulture, $"{number:x4}  ");
}
