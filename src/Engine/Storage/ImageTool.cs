using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Storage;

/// <summary>Images with a structure of their own, by qemu-img: made, copied, resized. Its time is bounded, its files are named as files.</summary>
static class ImageTool
{
    /// <summary>What libvirt asks for where nobody asks for more.</summary>
    public const string OldCompat = "0.10";

    static readonly TimeSpan Short = TimeSpan.FromMinutes(10), Long = TimeSpan.FromHours(24);

    public static Task CreateAsync(VolumeDefinition wanted, bool metadata)
    {
        List<string> words = ["create", "-q", "-f", VolumeFormats.Word(wanted.Target.Format)];
        if (wanted.Backing is { } below) words.AddRange(["-b", below.Path, "-F", VolumeFormats.Word(below.Format ?? StorageFormat.Raw)]);
        words.AddRange(Options(wanted, metadata));
        words.Add(Named(wanted.Target.Path));
        if (wanted.Capacity is { } capacity) words.Add(Whole(capacity));
        return RunAsync(words, wanted.Target.Path, Short);
    }

    /// <summary>The content goes over, not the backing: the copy stands alone.</summary>
    public static async Task ConvertAsync(VolumeDefinition source, VolumeDefinition wanted, bool metadata)
    {
        await RunAsync(
            ["convert", "-q", "-f", VolumeFormats.Word(source.Target.Format is StorageFormat.Iso ? StorageFormat.Raw : source.Target.Format), "-O", VolumeFormats.Word(wanted.Target.Format),
             .. Options(wanted, metadata), Named(source.Target.Path), Named(wanted.Target.Path)], wanted.Target.Path, Long);
        if (wanted.Capacity > source.Capacity) await ResizeAsync(wanted.Target.Path, wanted.Target.Format, wanted.Capacity.Value, shrink: false);
    }

    public static Task ResizeAsync(string path, StorageFormat format, Bytes capacity, bool shrink) =>
        RunAsync(["resize", "-q", .. shrink ? (string[])["--shrink"] : [], "-f", VolumeFormats.Word(format), Named(path), Whole(capacity)], path, Short);

    public static string CompatOf(VolumeTarget target) => target.Compat ?? OldCompat;

    static string[] Options(VolumeDefinition wanted, bool metadata)
    {
        List<string> options = [];
        // Where all of it is to lie on the disk, so does the data; libvirt's choice.
        if (metadata) options.Add(wanted.Allocation is { } allocation && allocation < wanted.Capacity ? "preallocation=metadata" : "preallocation=falloc");
        if (wanted.Target.Format is StorageFormat.Qcow2)
        {
            options.Add($"compat={CompatOf(wanted.Target)}");
            if (wanted.Target.Features?.LazyRefcounts is true) options.Add("lazy_refcounts=on");
            if (wanted.Target.Features?.ExtendedL2 is true) options.Add("extended_l2=on");
            if (wanted.Target.ClusterSize is { } cluster) options.Add($"cluster_size={cluster.Value}");
        }
        return options.Count == 0 ? [] : ["-o", string.Join(',', options)];
    }

    /// <summary>A name with a colon in it must not become a protocol.</summary>
    static string Named(string path) => path.Contains(':', StringComparison.Ordinal) ? "file:" + path : path;

    /// <summary>Whole KiB, as libvirt tells it.</summary>
    static string Whole(Bytes capacity) => $"{capacity.RoundUp(Bytes.Kib(1)).InKib}K";

    static async Task RunAsync(List<string> words, string path, TimeSpan limit)
    {
        using CancellationTokenSource late = new(limit);
        ToolResult ran;
        try
        {
            ran = await Tool.RunAsync("qemu-img", words, late.Token);
        }
        catch (OperationCanceledException)
        {
            throw new VirtException(ErrorCode.OperationTimeout, $"Timed out during operation: qemu-img {words[0]} did not end with '{path}' in {limit.TotalMinutes:F0} minutes", ErrorDomain.Storage);
        }
        catch (LinuxException e) when (e.Errno == Errno.ENOENT)
        {
            throw new VirtException(ErrorCode.SystemError, "Cannot find 'qemu-img' in path: No such file or directory", ErrorDomain.Storage, e) { Hint = "Install qemu-utils." };
        }
        if (!ran.Succeeded) throw new VirtException(ErrorCode.InternalError, $"internal error: qemu-img {words[0]} failed: {ran.Errors.Trim()}", ErrorDomain.Storage);
    }
}
