using Aerostat.Linux;
using Aerostat.Model;

namespace Aerostat.Engine.Saving;

/// <summary>The document in a file of saved memory, read and changed.</summary>
public static class SavedDocuments
{
    extension(Hypervisor host)
    {
        /// <remarks>Source: libvirt <c>virDomainSaveImageGetXMLDesc</c>.</remarks>
        public async Task<string> SavedXmlAsync(string path, XmlFlags flags, CancellationToken cancel)
        {
            var definition = await host.ReadAsync(await ReadAsync(path, cancel), cancel);
            return DomainXml.Write(definition, new() { Inactive = true, Secure = flags.HasFlag(XmlFlags.Secure) });
        }

        /// <summary>Puts another document of the same guest into the file.</summary>
        /// <exception cref="VirtException"><see cref="ErrorCode.ConfigUnsupported"/>: the guest would see a difference; <see cref="ErrorCode.OperationFailed"/>: it is longer than the room for it.</exception>
        /// <remarks>Source: libvirt <c>virDomainSaveImageDefineXML</c>. The memory stays as it is, so the room is what was left when it was saved.</remarks>
        public async Task DefineSavedAsync(string path, string xml, SaveFlags flags, CancellationToken cancel)
        {
            _ = flags.Run(false);
            var image = await ReadAsync(path, cancel);
            var definition = await host.ReadAsSameAsync(xml, await host.ReadAsync(image, cancel), cancel);
            var run = flags.Run(image.Header.WasRunning);
            var next = image with { Xml = DomainXml.Write(definition.ForElsewhere, new() { Inactive = true, Secure = true }), Header = image.Header with { WasRunning = run } };
            if (next.Xml == image.Xml && run == image.Header.WasRunning) return;
            var bytes = next.ToBytes();
            await PathThread.RunAsync(path, () =>
            {
                using var file = Files.OpenWrite(path);
                RandomAccess.Write(file, bytes, 0);
                SparseFile.Flush(file, path);
            }).WaitAsync(cancel);
        }

        /// <summary>The definition as the administrator's scripts let it go on.</summary>
        internal async Task<DomainDefinition> FilterAsync(DomainDefinition definition) =>
            await host.Hooks.FilterAsync(definition) is { } changed ? await host.ReadAsSameAsync(changed, definition, CancellationToken.None) : definition;

        /// <summary>The definition in a file, with the processor that the guest had.</summary>
        internal async Task<DomainDefinition> ReadAsync(SaveImage image, CancellationToken cancel)
        {
            var definition = await host.ReadAsync(image.Xml, validate: false, cancel);
            // A processor that was taken from the host is told in full beside the document.
            return image.Cookie is { } cookie && SaveCookie.Read(cookie).Cpu is { } cpu && definition.Cpu is { Mode: CpuMode.HostModel } ? definition with { Cpu = cpu } : definition;
        }
    }

    static Task<SaveImage> ReadAsync(string path, CancellationToken cancel) => PathThread.RunAsync(path, () =>
    {
        using var file = Inflow.OpenRead(path, direct: false);
        return SaveImage.Read(file);
    }).WaitAsync(cancel);
}
