using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>Memory that is plugged in beside the machine's own.</summary>
public sealed record MemoryDevice : Device, IMapped<MemoryDevice>
{
    public MemoryModel Model { get; init; }
    public MemoryAccess? Access { get; init; }
    public bool? Discard { get; init; }
    public Guid? Uuid { get; init; }
    public MemorySource? Source { get; init; }
    public MemoryTarget Target { get; init; } = new();

    public static MemoryDevice Map(XmlMap x, MemoryDevice v)
    {
        var model = x.Need("model", v.Model);
        return Tail(x, v with
        {
            Model = model,
            Access = x.Enum("access", v.Access),
            Discard = x.YesNo("discard", v.Discard),
            // The other kinds have none.
            Uuid = model is MemoryModel.Nvdimm or MemoryModel.VirtioPmem ? x.At("uuid").Uuid(".", v.Uuid) : null,
            Source = x.Child("source", v.Source)?.Of(model),
            Target = x.Child("target", v.Target) ?? throw x.Wrong("missing <target> element for <memory> device"),
        });
    }
}

public enum MemoryModel { Dimm, Nvdimm, VirtioPmem, VirtioMem, SgxEpc }
public enum MemoryAccess { Shared, Private }

public sealed record MemorySource : IMapped<MemorySource>
{
    /// <summary>What such a module takes heed of: what stays lies in a file, all else in pages of a kind and of some nodes. Null: nothing of it.</summary>
    internal MemorySource? Of(MemoryModel model)
    {
        var heeded = model is MemoryModel.Nvdimm or MemoryModel.VirtioPmem ? this with { PageSize = null, Nodes = null } : this with { Path = null, AlignSize = null, Pmem = false };
        return heeded == new MemorySource() ? null : heeded;
    }

    public Bytes? PageSize { get; init; }
    public CpuSet? Nodes { get; init; }
    public string? Path { get; init; }
    public Bytes? AlignSize { get; init; }
    public bool Pmem { get; init; }

    public static MemorySource Map(XmlMap x, MemorySource v) => v with
    {
        Nodes = x.At("nodemask").Cpus(".", v.Nodes),
        PageSize = x.At("pagesize").Memory(v.PageSize),
        Path = x.Leaf("path", v.Path),
        AlignSize = x.At("alignsize").Memory(v.AlignSize),
        Pmem = x.Flag("pmem", v.Pmem),
    };
}

public sealed record MemoryTarget : IMapped<MemoryTarget>
{
    public Bytes Size { get; init; }
    public uint? Node { get; init; }
    public Bytes? LabelSize { get; init; }
    public Bytes? BlockSize { get; init; }
    public Bytes? Requested { get; init; }
    public Bytes? Current { get; init; }
    public bool ReadOnly { get; init; }

    public static MemoryTarget Map(XmlMap x, MemoryTarget v) => v with
    {
        Size = x.At("size").Memory(v.Size) ?? throw x.Error(ErrorCode.XmlError, ErrorDomain.Xml, "missing element or attribute './size'"),
        Node = x.At("node").UInt(".", v.Node),
        LabelSize = x.At("label").At("size").Memory(v.LabelSize),
        ReadOnly = x.Flag("readonly", v.ReadOnly),
        BlockSize = x.At("block").Memory(v.BlockSize),
        Requested = x.At("requested").Memory(v.Requested),
        Current = x.Live.At("current").Memory(v.Current),
    };
}
