using Aerostat.Linux;
using Aerostat.Model;
using Aerostat.Qemu;

namespace Aerostat.Engine;

/// <summary>Firmware, and the variables that it keeps for one guest alone.</summary>
static class Nvram
{
    /// <summary>Where a guest's variables lie, unless the document says another place.</summary>
    public static string PathOf(Folders folders, string name) => Path.Combine(folders.Nvram, $"{name}_VARS.fd");

    /// <summary>Firmware that the document names gets the path of its variables with it.</summary>
    public static DomainDefinition Named(Folders folders, DomainDefinition definition) =>
        Keeps(definition) && definition.Os.Nvram is null or { Path: null, Source: null }
            ? definition with { Os = definition.Os with { Nvram = (definition.Os.Nvram ?? new()) with { Path = PathOf(folders, definition.Name) } } } : definition;

    /// <summary>Read-only code, and variables beside it.</summary>
    static bool Keeps(DomainDefinition definition) => definition.Os.Loader is { Type: LoaderType.Pflash, ReadOnly: true, Path: not null, Stateless: not true };

    /// <summary>Firmware that the document only asks for is chosen; its variables are the guest's own, from a template, once.</summary>
    /// <param name="makes">The variables are made where there are none yet; else only named.</param>
    /// <exception cref="VirtException">The host has no such firmware, or no template for its variables.</exception>
    public static DomainDefinition Choose(Folders folders, bool system, DomainDefinition definition, bool makes = true)
    {
        var firmwares = Firmwares.Read(!system);
        var variables = PathOf(folders, definition.Name);
        definition = firmwares.Choose(definition, variables);
        // The choice is made once: memory that is saved goes on with this one.
        if (definition.Os.Loader?.Path is not null) definition = definition with { Os = definition.Os with { Firmware = null, FirmwareFeatures = [] } };
        definition = Named(folders, definition);
        if (makes && Keeps(definition) && definition.Os is { Loader.Path: { } code, Nvram: { Path: { } path } nvram } && !File.Exists(path))
        {
            var known = firmwares.TemplateOf(code, definition);
            var template = nvram.Template ?? known ?? firmwares.TemplateOf(code)
                ?? throw new VirtException(ErrorCode.OperationFailed, $"operation failed: unable to find any master var store for loader: {code}") { Hint = "Name one in <nvram template='…'>." };
            Make(template, path);
            // Told while the guest runs that had it made, as libvirt does.
            if (nvram.Template is null && known is not null) definition = definition with { Os = definition.Os with { Nvram = nvram with { Template = known } } };
        }
        return definition;
    }

    /// <summary>How QEMU finds them: below our own folders by the way from its working directory, since it may not walk through what lies above.</summary>
    /// <returns>Null: by the path in the document.</returns>
    public static string? Reach(Folders folders, string guestFolder, DomainDefinition live) =>
        live.Os.Nvram?.Path is { } path && Path.GetDirectoryName(path) == folders.Nvram ? Path.GetRelativePath(guestFolder, path) : null;

    /// <summary>Whole or not at all: half a template would be taken for the guest's own at the next start.</summary>
    static void Make(string template, string path)
    {
        var beside = path + ".new";
        try
        {
            File.Copy(template, beside, overwrite: true);
            Files.SetMode(beside, 0b110_000_000);
            File.Move(beside, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Files.Remove(beside);
            throw new VirtException(ErrorCode.SystemError, $"cannot make NVRAM '{path}' from '{template}': {e.Message}", cause: e);
        }
    }
}
