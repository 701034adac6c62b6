using Aerostat.Model;
using Aerostat.Values;

namespace Aerostat.Qemu.Tests;

/// <summary>Definition in, command line out; by the capabilities of a QEMU that was captured once.</summary>
public sealed class CommandLineTests
{
    static EmulatorCapabilities Captured(string arch) =>
        EmulatorCapabilities.FromJson(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "capabilities", $"qemu-7.2-{arch}.json")))!;

    static IReadOnlyList<string> Words(string xml, LaunchPlan? plan = null, string arch = "x86_64") =>
        CommandLine.Build(Guests.Live(xml, Captured(arch)), Captured(arch), plan ?? LaunchPlan.Empty with { Folder = "/run" });

    static string Guest(string devices, string more = "", string machine = "q35") => $"""
        <domain type='qemu'><name>one,two</name><uuid>5566064e-5845-48ad-b0e6-65b19290d923</uuid><memory unit='KiB'>219100</memory><vcpu>2</vcpu>
          <os><type arch='x86_64' machine='{machine}'>hvm</type></os>{more}
          <devices>{devices}<memballoon model='none'/></devices></domain>
        """;

    static IEnumerable<string> Devices(IReadOnlyList<string> words) => words.Index().Where(word => words[Math.Max(0, word.Index - 1)] is "-device").Select(word => word.Item);

    [Fact]
    public void The_frame_is_libvirts()
    {
        var line = string.Join(' ', Words(Guest("", machine: "pc")));

        Assert.StartsWith("-name guest=one,,two,debug-threads=on -S -machine pc-i440fx-7.2,usb=off,dump-guest-core=off,memory-backend=pc.ram -accel tcg -cpu qemu64 -m 214 "
            + """-object {"qom-type":"memory-backend-ram","id":"pc.ram","size":224395264} -overcommit mem-lock=off -smp 2,sockets=2,cores=1,threads=1 """
            + "-uuid 5566064e-5845-48ad-b0e6-65b19290d923 -display none -no-user-config -nodefaults -chardev socket,id=charmonitor,path=/run/monitor.sock,server=on,wait=off "
            + "-mon chardev=charmonitor,id=monitor,mode=control -rtc base=utc -no-shutdown -no-acpi -boot strict=on", line, StringComparison.Ordinal);
        Assert.EndsWith("-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny -msg timestamp=on", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Arm_under_kvm_has_the_hosts_processor_and_its_third_gic()
    {
        const string Xml = """
            <domain type='kvm'><name>a</name><uuid>5566064e-5845-48ad-b0e6-65b19290d923</uuid><memory unit='MiB'>64</memory>{0}
            <os><type arch='aarch64' machine='virt'>hvm</type></os><devices/></domain>
            """;
        foreach (var cpu in (string[])["", "<cpu mode='host-passthrough'/>"])
        {
            var line = string.Join(' ', Words(Xml.Replace("{0}", cpu, StringComparison.Ordinal), arch: "aarch64"));
            Assert.Contains("-machine virt-7.2,usb=off,gic-version=3,", line, StringComparison.Ordinal);
            // Migratable or not is asked of x86 only: another QEMU does not know the word.
            Assert.Contains(" -accel kvm -cpu host -m 64 ", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Variables_are_reached_as_the_plan_says()
    {
        var xml = Guest("").Replace("hvm</type>", "hvm</type><loader readonly='yes' type='pflash'>/c.fd</loader><nvram>/closed/v.fd</nvram>", StringComparison.Ordinal);
        Assert.Contains(Words(xml), word => word.Contains("\"filename\":\"/closed/v.fd\"", StringComparison.Ordinal));
        Assert.Contains(Words(xml, LaunchPlan.Empty with { Nvram = "../nvram/v.fd" }), word => word.Contains("\"filename\":\"../nvram/v.fd\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_queues_take_two_taps_and_six_vectors()
    {
        var xml = Guest("<interface type='bridge'><mac address='52:54:00:11:22:33'/><source bridge='br0'/><model type='virtio'/><driver queues='2'/></interface>", machine: "pc");
        LaunchPlan plan = new() { Taps = LaunchPlan.Empty.Taps.Add("net0", [20, 21]), VhostNets = LaunchPlan.Empty.VhostNets.Add("net0", [22, 23]) };

        var words = Words(xml, plan);

        Assert.Contains("""{"type":"tap","fds":"20:21","vhost":true,"vhostfds":"22:23","id":"hostnet0"}""", words);
        Assert.Contains(Devices(words), device => device.StartsWith("""{"driver":"virtio-net-pci","mq":true,"vectors":6,"netdev":"hostnet0","id":"net0","mac":"52:54:00:11:22:33","bus":"pci.0",""", StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_for_a_running_guest_names_its_descriptors()
    {
        var emulator = Captured("x86_64");
        var domain = Guests.Live(Guest("<interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>", machine: "pc"), emulator);
        LaunchPlan plan = new() { Taps = LaunchPlan.Empty.Taps.Add("net0", [20]) };

        var netdev = CommandLine.Parts(domain, domain.Devices.Interfaces[0], emulator, plan)[0];

        Assert.Equal("""{"type":"tap","fd":"fd-net00","id":"hostnet0"}""", netdev.Props.ToString());
        Assert.Equal([new PassedDescriptor("fd-net00", 20)], netdev.Descriptors);
    }

    [Fact]
    public void A_chain_of_images_is_built_from_its_end()
    {
        var words = Words(Guest("""
            <disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none'/><source file='/top.qcow2'/>
              <backingStore type='file'><format type='raw'/><source file='/base.img'/><backingStore/></backingStore><target dev='vda' bus='virtio'/></disk>
            """, machine: "pc"));

        Assert.Equal(
        [
            """{"driver":"file","filename":"/base.img","node-name":"libvirt-2-storage","cache":{"direct":true,"no-flush":false},"auto-read-only":true,"discard":"unmap"}""",
            """{"node-name":"libvirt-2-format","read-only":true,"cache":{"direct":true,"no-flush":false},"driver":"raw","file":"libvirt-2-storage"}""",
            """{"driver":"file","filename":"/top.qcow2","node-name":"libvirt-1-storage","cache":{"direct":true,"no-flush":false},"auto-read-only":true,"discard":"unmap"}""",
            """{"node-name":"libvirt-1-format","read-only":false,"cache":{"direct":true,"no-flush":false},"driver":"qcow2","file":"libvirt-1-storage","backing":"libvirt-2-format"}""",
        ], words.Index().Where(word => words[Math.Max(0, word.Index - 1)] is "-blockdev").Select(word => word.Item));
    }

    [Fact]
    public void The_first_device_of_a_kind_boots_first()
    {
        var xml = Guest("<disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk><disk type='file' device='disk'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>"
            + "<interface type='user'><model type='virtio'/></interface>", machine: "pc").Replace("hvm</type>", "hvm</type><boot dev='network'/><boot dev='hd'/>", StringComparison.Ordinal);

        var devices = Devices(Words(xml)).ToList();

        Assert.Contains(devices, device => device.Contains("libvirt-2-format", StringComparison.Ordinal) && device.Contains("\"bootindex\":2", StringComparison.Ordinal));
        Assert.Contains(devices, device => device.Contains("virtio-net-pci", StringComparison.Ordinal) && device.Contains("\"bootindex\":1", StringComparison.Ordinal));
        Assert.DoesNotContain(devices, device => device.Contains("libvirt-1-format", StringComparison.Ordinal) && device.Contains("bootindex", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_is_booted_without_a_loader()
    {
        var xml = Guest("").Replace("hvm</type>", "hvm</type><kernel>/k</kernel><initrd>/i</initrd><cmdline>console=ttyS0 quiet</cmdline>", StringComparison.Ordinal);

        var line = NativeText.Of([], "/usr/bin/qemu-system-x86_64", Words(xml));

        Assert.Contains("-kernel /k -initrd /i -append 'console=ttyS0 quiet' ", line);
    }

    [Fact]
    public void What_the_administrator_adds_comes_behind_the_devices_and_stays_as_it_is()
    {
        var xml = Guest("").Replace("<domain type", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' type", StringComparison.Ordinal)
            .Replace("</domain>", "<qemu:commandline><qemu:arg value='-global'/><qemu:arg value='a.b=c d'/></qemu:commandline></domain>", StringComparison.Ordinal);

        Assert.Equal(["-global", "a.b=c d", "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny", "-msg", "timestamp=on"], Words(xml).TakeLast(6));
    }

    [Fact]
    public void A_limit_is_told_with_all_its_parts()
    {
        var disk = new Disk { Alias = "scsi0-0-0-0", Bus = DiskBus.Scsi, Source = new() { File = "/d" }, IoTune = new() { TotalIops = 100, TotalIopsMax = 200 } };

        Assert.Equal("""{"id":"scsi0-0-0-0","bps":0,"bps_rd":0,"bps_wr":0,"iops":100,"iops_rd":0,"iops_wr":0,"iops_max":200}""",
            DiskThrottle.Arguments(disk));
        Assert.Null(DiskThrottle.Arguments(disk with { IoTune = null }));
        Assert.Null(DiskThrottle.Arguments(disk with { Source = null }));
    }

    [Fact]
    public void An_nfs_share_is_told_who_asks()
    {
        var words = Words(Guest("<disk type='network' device='disk'><source protocol='nfs' name='/a/b'><host name='h'/><identity user='root' group='+12'/></source><target dev='vda' bus='virtio'/></disk>", machine: "pc"));

        Assert.Contains(words, word => word.Contains("\"path\":\"/a/b\",\"user\":0,\"group\":12,", StringComparison.Ordinal));
        Assert.Throws<VirtException>(() => Words(Guest("<disk type='network' device='disk'><source protocol='nfs' name='/a/b'><host name='h'/><identity user='no one at all'/></source><target dev='vda' bus='virtio'/></disk>", machine: "pc")));
    }

    [Fact]
    public void A_feature_that_libvirt_switches_off_for_others_and_QEMU_has_no_more_is_not_told()
    {
        var line = string.Join(' ', Words(Guest("", "<cpu mode='custom' match='exact'><model>Icelake-Server</model><feature policy='disable' name='pconfig'/><feature policy='disable' name='avx'/></cpu>")));

        Assert.Contains(" -cpu Icelake-Server,avx=off ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Disks_with_managed_reservations_share_one_helper()
    {
        var words = Words(Guest("<disk type='block' device='lun'><source dev='/a'><reservations managed='yes'/></source><target dev='sda' bus='scsi'/></disk>", machine: "pc"));

        Assert.Contains("""{"qom-type":"pr-manager-helper","id":"pr-helper0","path":"/run/pr-helper0.sock"}""", words);
        Assert.Contains(words, word => word.Contains("\"pr-manager\":\"pr-helper0\"", StringComparison.Ordinal));
    }
}
