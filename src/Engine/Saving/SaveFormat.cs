using Aerostat.Linux;

namespace Aerostat.Engine.Saving;

/// <summary>How the memory in a file is packed. The numbers stand in the file.</summary>
/// <remarks>Source: files that libvirtd writes for each <c>save_image_format</c>.</remarks>
public enum SaveFormat : uint { Raw, Gzip, Bzip2, Xz, Lzop }

static class SaveFormats
{
    /// <summary>The program that packs, and with <c>-d</c> unpacks; null: none is needed.</summary>
    public static string? Program(this SaveFormat format) => format is SaveFormat.Raw ? null : format.ToString().ToLowerInvariant();

    public static bool IsThere(SaveFormat format) => format.Program() is not { } program || Tool.Find(program) is not null;

    /// <exception cref="VirtException"><see cref="ErrorCode.OperationFailed"/>: the program is not there.</exception>
    /// <param name="what">Which setting asked for it.</param>
    public static SaveFormat Usable(SaveFormat format, string what) => !IsThere(format)
        ? throw new VirtException(ErrorCode.OperationFailed, $"operation failed: Compression program for {what} image format in configuration file isn't available")
        {
            Hint = $"Install {format.Program()}, or set {what}_image_format to another.",
        }
        : format;
}
