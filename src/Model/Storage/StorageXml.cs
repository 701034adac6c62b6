using System.Text;
using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>The documents of pools and volumes, read and written.</summary>
public static class StorageXml
{
    /// <summary>Reads a pool. Without a UUID in the document it has the empty one.</summary>
    /// <exception cref="VirtException">
    /// <see cref="ErrorCode.XmlDetail"/>: not XML, or beyond a limit; <see cref="ErrorCode.XmlError"/>: not a pool;
    /// <see cref="ErrorCode.ConfigUnsupported"/>: a pool of a type that is not kept here.
    /// </exception>
    public static PoolDefinition ReadPool(string xml, ReadOptions? options = null) =>
        XmlMap.Read(Root(xml, "pool", "storage_pool_definition"), options ?? ReadOptions.Default, x => PoolDefinition.Map(x, new()).Checked(x));

    public static string Write(PoolDefinition pool) => XmlOutput.Write(XmlMap.Write("pool", WriteOptions.Default, x => PoolDefinition.Map(x, pool)));

    /// <param name="xml">A volume.</param>
    /// <param name="mayLackCapacity">It has the size of what it is made from.</param>
    /// <param name="options">How strict.</param>
    public static VolumeDefinition ReadVolume(string xml, bool mayLackCapacity = false, ReadOptions? options = null) =>
        XmlMap.Read(Root(xml, "volume", "storage_volume_definition"), options ?? ReadOptions.Default, x => VolumeDefinition.Map(x, new()).Checked(x, mayLackCapacity));

    public static string Write(VolumeDefinition volume) => XmlOutput.Write(XmlMap.Write("volume", WriteOptions.Default, x => VolumeDefinition.Map(x, volume)));

    /// <summary>A path as libvirt compares it: no slash twice, none at its end; nothing is followed.</summary>
    public static string Clean(string path)
    {
        StringBuilder clean = new(path.Length);
        foreach (var c in path)
            if (c != '/' || clean.Length == 0 || clean[^1] != '/') clean.Append(c);
        if (clean.Length > 1 && clean[^1] == '/') clean.Length--;
        return clean.ToString();
    }

    internal static VirtException Wrong(XmlMap x, string message) => x.Error(ErrorCode.XmlError, ErrorDomain.Storage, message);

    static Element Root(string xml, string name, string label)
    {
        var root = XmlSource.Read(xml, label);
        return root.Is(name)
            ? root
            : throw new VirtException(ErrorCode.XmlError, $"XML error: expecting root element of '{name}', not '{root.Name}'", ErrorDomain.Storage);
    }
}
