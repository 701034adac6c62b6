using Aerostat.Model;

namespace Aerostat.Qemu;

/// <summary>Devices of a line or two each.</summary>
static class SmallParts
{
    extension(Watchdog watchdog)
    {
        /// <summary>The iTCO watchdog is the q35 board's own; what it does is <c>-watchdog-action</c>'s.</summary>
        public IEnumerable<Part> Parts(Machine machine) => watchdog.Model is WatchdogModel.Itco ? [] :
            [Part.Device(watchdog.Model.Word(), watchdog.Alias).And(machine.Place(watchdog))];
    }

    extension(Panic panic)
    {
        /// <summary>Hyper-V's way is a flag of the processor.</summary>
        public IEnumerable<Part> Parts(Machine machine) => panic.Model switch
        {
            null or PanicModel.Isa => [Part.Device("pvpanic").With("ioport", (panic.Address as IsaAddress)?.IoBase)],
            PanicModel.Pvpanic => [Part.Device("pvpanic-pci").And(machine.Place(panic))],
            PanicModel.Hyperv => [],
            { } model => throw Machine.Unsupported($"the QEMU binary does not support the '{model.Word()}' panic device"),
        };
    }

    extension(Hub hub)
    {
        public IEnumerable<Part> Parts(Machine machine) => [Part.Device("usb-hub", hub.Alias).And(machine.Place(hub))];
    }

    extension(Vsock vsock)
    {
        public IEnumerable<Part> Parts(Machine machine) =>
        [
            Part.Device(Machine.Virtio("vhost-vsock", vsock.Address, vsock.Model))
                .And(Machine.Options(vsock.Virtio))
                .Named(vsock.Alias)
                .With("guest-cid", vsock.Cid)
                .Handing(machine.Plan, "vhostfd", vsock.Alias!)
                .And(machine.Place(vsock)),
        ];
    }

    extension(Part part)
    {
        /// <summary>Names the descriptor that was opened for a device, as QEMU will know it.</summary>
        public Part Handing(LaunchPlan plan, string property, string alias)
        {
            if (!plan.Vhosts.TryGetValue(alias, out var descriptor)) return part;
            var name = plan.Running ? $"{property}-{alias}" : $"{descriptor}";
            return (part with { Descriptors = part.Descriptors.Add(new(name, descriptor)) }).With(property, name);
        }
    }

    extension(Crypto crypto)
    {
        public IEnumerable<Part> Parts(Machine machine) =>
        [
            Part.Object(crypto.Backend is CryptoBackend.Lkcf ? "cryptodev-backend-lkcf" : "cryptodev-backend-builtin", $"obj{crypto.Alias}")
                .With("queues", crypto.Queues),
            Part.Device(Machine.Virtio("virtio-crypto", crypto.Address)).And(Machine.Options(crypto.Virtio))
                .With("cryptodev", $"obj{crypto.Alias}").Named(crypto.Alias).And(machine.Place(crypto)),
        ];
    }

    extension(Iommu iommu)
    {
        /// <summary>Arm's SMMU is an option of the machine.</summary>
        public IEnumerable<Part> Parts(Machine machine) => iommu.Model switch
        {
            IommuModel.Intel =>
            [
                Part.Device("intel-iommu", iommu.Alias)
                    .OnOff("intremap", iommu.InterruptRemapping)
                    .With("caching-mode", iommu.CachingMode)
                    .OnOff("eim", iommu.Eim)
                    .With("device-iotlb", iommu.Iotlb)
                    .With("aw-bits", iommu.AddressWidth),
            ],
            IommuModel.Virtio => [Part.Device("virtio-iommu", iommu.Alias).And(machine.Place(iommu))],
            _ => [],
        };
    }

    extension(Redirdev device)
    {
        public IEnumerable<Part> Parts(Machine machine, RedirFilter? filter = null) =>
        [
            device.Backend.FarEnd(machine, device.Alias!),
            Part.Device("usb-redir")
                .With("chardev", $"char{device.Alias}")
                .Named(device.Alias)
                .With("filter", filter is null ? null : string.Join('|', filter.Rules.Select(Rule)))
                .With("bootindex", device.BootOrder)
                .And(machine.Place(device)),
        ];
    }

    /// <summary>A USB release as it stands in a descriptor: a digit in each half byte.</summary>
    static string Bcd(string? version) => version is null ? "-1" : $"0x{version.Split('.')[0].PadLeft(2, '0')}{version.Split('.')[1]}";

    /// <summary>A field that is not given fits all: -1.</summary>
    static string Rule(RedirRule rule) =>
        $"{rule.Class ?? "-1"}:{rule.Vendor ?? "-1"}:{rule.Product ?? "-1"}:{Bcd(rule.Version)}:{(rule.Allow is true ? 1 : 0)}";
}
