using Aerostat.Values;

namespace Aerostat.Model;

/// <summary>A folder of the host's within the guest.</summary>
public sealed record Filesystem : Device, IMapped<Filesystem>
{
    public FilesystemType Type { get; init; }
    public AccessMode? AccessMode { get; init; }
    public string? Model { get; init; }
    public string? MultiDevs { get; init; }
    public string? FileMode { get; init; }
    public string? DirectoryMode { get; init; }
    public FilesystemDriver? Driver { get; init; }
    public FilesystemBinary? Binary { get; init; }
    public FilesystemSource? Source { get; init; }
    public string? Target { get; init; }
    public bool ReadOnly { get; init; }
    public Bytes? HardLimit { get; init; }
    public Bytes? SoftLimit { get; init; }

    /// <summary>Octal; written with four digits.</summary>
    static string? Mode(XmlMap x, string at, string? mode) => x.Text(at, mode) is not { } text ? null
        : text.Length is > 0 and <= 10 && text.All(digit => digit is >= '0' and <= '7') ? text.PadLeft(4, '0')
        : throw x.Invalid(at, text, "Expected non-negative integer value");

    public static Filesystem Map(XmlMap x, Filesystem v)
    {
        var type = x.EnumOr("type", v.Type, FilesystemType.Mount);
        return Tail(x, v with
        {
            Type = type,
            AccessMode = x.Enum("accessmode", v.AccessMode),
            Model = x.Text("model", v.Model),
            MultiDevs = x.Text("multidevs", v.MultiDevs),
            FileMode = Mode(x, "fmode", v.FileMode),
            DirectoryMode = Mode(x, "dmode", v.DirectoryMode),
            Driver = x.Child("driver", v.Driver),
            Binary = x.Child("binary", v.Binary),
            Source = x.Child("source", v.Source),
            Target = x.At("target").Text("dir", v.Target),
            ReadOnly = x.Flag("readonly", v.ReadOnly),
            HardLimit = x.At("space_hard_limit").Amount(v.HardLimit, "bytes"),
            SoftLimit = x.At("space_soft_limit").Amount(v.SoftLimit, "bytes"),
        });
    }
}

public enum FilesystemType { Mount, Block, File, Template, Ram, Bind, Volume }
public enum AccessMode { Passthrough, Mapped, Squash }
public enum FilesystemDriverType { Path, Handle, Loop, Nbd, Ploop, Virtiofs }

public sealed record FilesystemDriver : IMapped<FilesystemDriver>
{
    public FilesystemDriverType? Type { get; init; }
    public string? Format { get; init; }
    public string? WritePolicy { get; init; }
    public uint? Queue { get; init; }
    public VirtioOptions Virtio { get; init; }

    public static FilesystemDriver Map(XmlMap x, FilesystemDriver v) => v with
    {
        Type = x.Enum("type", v.Type),
        Format = x.Text("format", v.Format),
        WritePolicy = x.Text("wrpolicy", v.WritePolicy),
        Queue = x.UInt("queue", v.Queue),
        Virtio = VirtioOptions.Map(x, v.Virtio),
    };
}

public sealed record FilesystemBinary : IMapped<FilesystemBinary>
{
    public string? Path { get; init; }
    public bool? XAttr { get; init; }
    public string? CacheMode { get; init; }
    public string? Sandbox { get; init; }
    public bool? PosixLock { get; init; }
    public bool? Flock { get; init; }
    public uint? ThreadPool { get; init; }

    public static FilesystemBinary Map(XmlMap x, FilesystemBinary v) => v with
    {
        Path = x.Text("path", v.Path),
        XAttr = x.OnOff("xattr", v.XAttr),
        CacheMode = x.At("cache").Text("mode", v.CacheMode),
        Sandbox = x.At("sandbox").Text("mode", v.Sandbox),
        PosixLock = x.At("lock").OnOff("posix", v.PosixLock),
        Flock = x.At("lock").OnOff("flock", v.Flock),
        ThreadPool = x.At("thread_pool").UInt("size", v.ThreadPool),
    };
}

public sealed record FilesystemSource : IMapped<FilesystemSource>
{
    public string? Directory { get; init; }
    public string? Device { get; init; }
    public string? File { get; init; }
    public string? Name { get; init; }
    public string? Socket { get; init; }
    public ulong? Usage { get; init; }
    public string? Units { get; init; }
    public string? Pool { get; init; }
    public string? Volume { get; init; }

    public static FilesystemSource Map(XmlMap x, FilesystemSource v) => v with
    {
        Directory = x.Text("dir", v.Directory),
        Device = x.Text("dev", v.Device),
        File = x.Text("file", v.File),
        Name = x.Text("name", v.Name),
        Socket = x.Text("socket", v.Socket),
        Usage = x.ULong("usage", v.Usage),
        Units = x.Text("units", v.Units),
        Pool = x.Text("pool", v.Pool),
        Volume = x.Text("volume", v.Volume),
    };
}
