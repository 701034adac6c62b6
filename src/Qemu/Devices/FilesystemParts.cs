using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>A folder of the host's in the guest: by virtiofsd, a process of its own, or by QEMU as 9p.</summary>
static class FilesystemParts
{
    extension(Filesystem shared)
    {
        public IEnumerable<Part> Parts(Machine machine) => shared.Driver?.Type is FilesystemDriverType.Virtiofs ? shared.Virtiofs(machine) : shared.Plan9(machine);

        IEnumerable<Part> Virtiofs(Machine machine) =>
        [
            Part.OfChardev(new UnixChardev($"chr-vu-{shared.Alias}", shared.Source?.Socket ?? machine.Plan.Sockets.GetValueOrDefault(shared.Alias!) ?? $"{machine.Plan.Folder}/{shared.Alias}-fs.sock")),
            Part.Device(Machine.Virtio("vhost-user-fs", shared.Address))
                .And(Machine.Options(shared.Driver?.Virtio ?? default))
                .Named(shared.Alias)
                .With("chardev", $"chr-vu-{shared.Alias}")
                .With("queue-size", shared.Driver?.Queue)
                .With("tag", shared.Target)
                .With("bootindex", shared.BootOrder)
                .And(machine.Place(shared)),
        ];

        IEnumerable<Part> Plan9(Machine machine)
        {
            if (shared.Type is not FilesystemType.Mount) throw Machine.Unsupported("only supports mount filesystem type");
            yield return Part.Option("-fsdev", new Words("local")
                .Say("security_model", shared.AccessMode switch { AccessMode.Mapped => "mapped", AccessMode.Squash => "none", _ => "passthrough" })
                .Say("multidevs", shared.MultiDevs is "default" ? null : shared.MultiDevs)
                .Say("fmode", shared.FileMode).Say("dmode", shared.DirectoryMode)
                .Say("writeout", shared.Driver?.WritePolicy)
                .Say("id", $"fsdev-{shared.Alias}")
                .Say("path", shared.Source?.Directory)
                .Say("readonly", shared.ReadOnly ? true : null).ToString());
            yield return Part.Device(Machine.Virtio("virtio-9p", shared.Address, Machine.Generation(shared.Model)))
                .And(Machine.Options(shared.Driver?.Virtio ?? default))
                .Named(shared.Alias)
                .With("fsdev", $"fsdev-{shared.Alias}")
                .With("mount_tag", shared.Target)
                .And(machine.Place(shared));
        }
    }
}
