using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>What a file of saved memory tells besides the document: the processor that the guest really had.</summary>
/// <remarks>Source: files that libvirtd writes; <c>slirpHelper</c> is of a program that no longer exists.</remarks>
public sealed record SaveCookie : IMapped<SaveCookie>
{
    public CpuDefinition? Cpu { get; init; }

    public static SaveCookie Map(XmlMap x, SaveCookie v) => v with { Cpu = x.Child("cpu", v.Cpu) };

    /// <exception cref="VirtException">Not XML, or beyond a limit.</exception>
    public static SaveCookie Read(string xml) => XmlMap.Read(XmlSource.Read(xml, "save cookie"), ReadOptions.Default, x => Map(x, new()));

    public string Write() => XmlOutput.Write(XmlMap.Write("cookie", WriteOptions.Default, x => Map(x, this)));
}
