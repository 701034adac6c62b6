namespace Aerostat.EndToEnd.Tests.Sequences;

/// <summary>A device that is plugged and unplugged, and how it is told among others.</summary>
/// <param name="Key">What names it in a document: a disk's target, a card's address, else its own alias.</param>
/// <param name="Document">DIR stands for the folder of the images.</param>
sealed record Spare(string Key, string Document)
{
    /// <summary>It sits on PCI, and leaves only when the guest, or a reset, lets it.</summary>
    public bool AsksGuest { get; init; }

    /// <summary>The image that it writes to; two who do cannot be in one guest.</summary>
    public string? Image { get; init; }

    public bool IsDisk => Document.StartsWith("<disk", StringComparison.Ordinal);

    public bool IsCard => Document.StartsWith("<interface", StringComparison.Ordinal);

    public bool HasAlias => !IsDisk && !IsCard;

    /// <summary>The drive that is in every guest, and can only be given another medium.</summary>
    public const string Drive = "sdf";

    public const string Images = """
        truncate -s 1M a.raw d.raw e.raw f.raw r.raw u.raw v.raw one.iso two.iso
        qemu-img create -q -f raw base.raw 2M
        qemu-img create -q -f qcow2 -F raw -b base.raw b.qcow2; qemu-img create -q -f qcow2 c.qcow2 3M
        chmod 600 *.raw *.qcow2 *.iso
        """;

    public static readonly Spare[] All =
    [
        Disk("sda", "scsi", "a.raw", "<serial>on-sda</serial>"),
        Disk("sdb", "scsi", "b.qcow2"),
        Disk("sdc", "scsi", "r.raw", "<readonly/>") with { Image = null },
        Disk("sdd", "scsi", "d.raw"),
        Disk("sde", "scsi", "e.raw", "<shareable/>") with { Image = null },
        Disk("sdx", "scsi", "f.raw", "<address type='drive' controller='1' bus='0' target='0' unit='3'/>") with { AsksGuest = false },
        Disk("vda", "virtio", "c.qcow2", "<serial>on-vda</serial>"),
        Disk("vdd", "virtio", "d.raw"),
        Disk("vde", "virtio", "e.raw", "<shareable/>") with { Image = null },
        Disk("sdu", "usb", "u.raw"),
        Disk("sdv", "usb", "v.raw", "<iotune><total_iops_sec>1000</total_iops_sec></iotune>"),
        Card("52:54:00:00:00:01", "user", "virtio"),
        Card("52:54:00:00:00:02", "user", "e1000e"),
        Card("52:54:00:00:00:03", "ethernet", "virtio"),
        Card("52:54:00:00:00:04", "ethernet", "virtio", "<driver queues='2'/>"),
        Other("rng1", "<rng model='virtio'><backend model='random'>/dev/urandom</backend>ALIAS</rng>") with { AsksGuest = true },
        Other("rng2", "<rng model='virtio'><rate bytes='1000'/><backend model='builtin'/>ALIAS</rng>") with { AsksGuest = true },
        Other("tablet", "<input type='tablet' bus='usb'>ALIAS</input>"),
        Other("mouse", "<input type='mouse' bus='usb'>ALIAS</input>"),
        Other("keyboard", "<input type='keyboard' bus='virtio'>ALIAS</input>") with { AsksGuest = true },
        Other("ours", "<channel type='unix'><target type='virtio' name='org.ours'/>ALIAS</channel>"),
        Other("theirs", "<channel type='unix'><source mode='bind' path='DIR/sock/theirs'/><target type='virtio' name='org.theirs'/>ALIAS</channel>"),
        Other("terminal", "<channel type='pty'><target type='virtio' name='org.terminal'/>ALIAS</channel>"),
    ];

    static Spare Disk(string target, string bus, string image, string more = "") => new(target, $"""
        <disk type='file'><driver name='qemu' type='{Path.GetExtension(image)[1..]}'/><source file='DIR/{image}'/><target dev='{target}' bus='{bus}'/>{more}</disk>
        """) { Image = image, AsksGuest = bus is "virtio" };

    static Spare Card(string mac, string type, string model, string more = "") => new(mac, $"""
        <interface type='{type}'><mac address='{mac}'/><model type='{model}'/>{more}</interface>
        """) { AsksGuest = true };

    static Spare Other(string name, string document) => new($"ua-{name}", document.Replace("ALIAS", $"<alias name='ua-{name}'/>", StringComparison.Ordinal));
}
