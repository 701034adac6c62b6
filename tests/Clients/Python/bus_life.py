"""libvirt-dbus on a bus of its own, asked what cockpit-machines asks; tells what came back, and what the bus was told."""
import os
import subprocess
import sys
import threading

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

home = os.environ["HOME"]
with open(f"{home}/bus.conf", "w") as file:
    file.write(f"""<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={home}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>""")
broker = subprocess.Popen(["dbus-daemon", f"--config-file={home}/bus.conf", "--nofork", "--nopidfile", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
address = broker.stdout.readline().strip()
server = subprocess.Popen(["/usr/sbin/libvirt-dbus", "--system"], env=dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=address), stderr=subprocess.DEVNULL)
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(address)
while not bus.name_has_owner("org.libvirt"):
    if server.poll() is not None or broker.poll() is not None:
        sys.exit(f"libvirt-dbus ended with {server.poll()}")
    threading.Event().wait(0.1)

WORDS = "org.libvirt."
UUID = "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a12"


def plain(value):
    """What D-Bus wraps, as Python's own."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, str):
        return str(value)
    if value is None:
        return None
    return float(value) if isinstance(value, float) else int(value)


def shape(value):
    """A figure that is another in each run is told by its kind."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in value.items()}
    if isinstance(value, list):
        return [shape(part) for part in value]
    return type(value).__name__


def call(path, interface, method, *args, of=lambda value: value):
    kept = None
    try:
        kept = bus.get_object("org.libvirt", path).get_dbus_method(method, interface if "." in interface else WORDS + interface)(*args, timeout=120)
        told = of(plain(kept))
    except dbus.DBusException as error:
        told = f"{error.get_dbus_name()}: {error.get_dbus_message()}"
    print(f"{interface}.{method}{tuple(word if not str(word).startswith('<') else '...' for word in args)}:")
    # A document stands as virsh would show it.
    print(told if str(told).startswith("<domain") else f"    {told}")
    return kept


def properties(path, interface, moving=(), without=()):
    print(f"{interface}'s properties:")
    for name, value in plain(bus.get_object("org.libvirt", path).GetAll(WORDS + interface, dbus_interface="org.freedesktop.DBus.Properties", timeout=120)).items():
        if name not in without:
            print("   ", name, "=", shape(value) if name in moving else value)


came = []
loop = GLib.MainLoop()


def told(*args, member=None, interface=None, path=None):
    args = [str(arg).rsplit("/", 1)[-1] if isinstance(arg, dbus.ObjectPath) else plain(arg) for arg in args]
    # Of a job's figures none is the same in two runs.
    args = [f"operation {arg['operation']}" if isinstance(arg, dict) and "operation" in arg else arg for arg in args]
    came.append(" ".join([path.rsplit("/", 1)[-1] if "/domain/" in path else "", member, *map(str, args)]).strip())
    loop.quit()


bus.add_signal_receiver(told, bus_name="org.libvirt", member_keyword="member", interface_keyword="interface", path_keyword="path")


def wait(*words):
    """Until a signal has all these words; what came is told, and forgotten."""
    late = []
    timer = GLib.timeout_add_seconds(60, lambda: late.append(True) or loop.quit() or True)
    while not late and not any(all(word in line for word in words) for line in came):
        loop.run()
    GLib.source_remove(timer)
    # The order between kinds is nobody's promise; a firmware that finds itself reset half way may reset once more.
    for line in sorted(line for line in set(came) if not line.endswith(" Reboot")):
        print("  >", line)
    if late:
        print("  > waited in vain for", *words)
    came.clear()


QEMU = "/org/libvirt/QEMU"
C, D, P, V = "Connect", "Domain", "StoragePool", "StorageVol"
with open("small.xml") as file:
    SMALL = file.read()
try:
    properties(QEMU, C)
    for method in "ListDomains", "ListNetworks", "ListStoragePools", "ListSecrets":
        call(QEMU, C, method, dbus.UInt32(0))
    # The known ones come with our daemon, and at libvirt with another package than the daemon.
    call(QEMU, C, "ListNWFilters", dbus.UInt32(0), of=lambda paths: "filters")
    call(QEMU, C, "ListNodeDevices", dbus.UInt32(0), of=lambda paths: len(paths) > 5)
    call(QEMU, C, "ListInterfaces", dbus.UInt32(0), of=lambda paths: len(paths) > 0)
    call(QEMU, C, "GetCapabilities", of=lambda text: "<domain type='qemu'/>" in text)
    call(QEMU, C, "GetDomainCapabilities", "", "x86_64", "q35", "qemu", dbus.UInt32(0), of=lambda text: "<machine>pc-q35-7.2</machine>" in text)
    call(QEMU, C, "GetDomainCapabilities", "", "no-such", "", "", dbus.UInt32(0))
    call(QEMU, C, "GetSysinfo", dbus.UInt32(0), of=lambda text: text[:8])
    call(QEMU, C, "GetCPUModelNames", "x86_64", dbus.UInt32(0), of=lambda names: {"qemu64", "EPYC", "Haswell"} <= set(names))
    call(QEMU, C, "NodeGetCPUMap", dbus.UInt32(0))
    call(QEMU, C, "NodeGetCPUStats", -1, dbus.UInt32(0), of=shape)
    call(QEMU, C, "NodeGetMemoryStats", -1, dbus.UInt32(0), of=shape)
    call(QEMU, C, "NodeGetFreeMemory", of=shape)
    call(QEMU, C, "NodeGetSecurityModel", of=shape)
    call(QEMU, C, "DomainLookupByName", "nobody")
    call(QEMU, C, "DomainLookupByUUID", UUID)
    call(QEMU, C, "DomainLookupByID", 77)

    print("== defined")
    small = call(QEMU, C, "DomainDefineXML", SMALL)
    wait("DomainEvent")
    properties(small, D, without=["SchedulerType"])
    call(small, D, "GetXMLDesc", dbus.UInt32(0))
    call(small, D, "GetState", dbus.UInt32(0))
    call(small, D, "GetVcpus", dbus.UInt32(0))
    call(small, D, "GetStats", dbus.UInt32(0), dbus.UInt32(0), of=lambda stats: sorted(name for name in stats if not name.startswith("cpu.")))
    call(small, D, "GetBlockIOTune", "vda", dbus.UInt32(0))
    call(small, D, "ListDomainSnapshots", dbus.UInt32(0))
    call(small, D, "HasManagedSaveImage", dbus.UInt32(0))
    call(small, D, "SetMetadata", 1, "A title", "", "", dbus.UInt32(2))
    wait("MetadataChange")
    call(small, D, "GetMetadata", 1, "", dbus.UInt32(2))
    call(small, D, "GetMetadata", 0, "", dbus.UInt32(2))
    bus.get_object("org.libvirt", small).Set(WORDS + D, "Autostart", True, dbus_interface="org.freedesktop.DBus.Properties")
    properties(small, D, without=["SchedulerType"])
    call(small, D, "SetMemory", dbus.UInt64(32 << 10), dbus.UInt32(2))
    call(small, D, "SetVcpus", dbus.UInt32(1), dbus.UInt32(2))
    call(small, D, "Suspend")
    call(small, D, "Destroy", dbus.UInt32(0))

    print("== running")
    call(small, D, "Create", dbus.UInt32(1))
    wait("DomainEvent", "3 0")
    properties(small, D, without=["SchedulerType"])
    call(small, D, "Resume")
    wait("DomainEvent", "4 0")
    call(small, D, "Create", dbus.UInt32(0))
    call(small, D, "GetState", dbus.UInt32(0))
    call(small, D, "GetXMLDesc", dbus.UInt32(0))
    call(small, D, "GetControlInfo", dbus.UInt32(0), of=lambda info: info[:2])
    call(small, D, "GetStats", dbus.UInt32(0), dbus.UInt32(0), of=lambda stats: sorted(name for name in stats if not name.startswith(("perf.", "cpu.cache", "dirtyrate"))))
    call(small, D, "GetNumaParameters", dbus.UInt32(0))
    call(small, D, "GetVcpuPinInfo", dbus.UInt32(0))
    call(small, D, "GetEmulatorPinInfo", dbus.UInt32(0))
    call(small, D, "GetJobInfo", of=shape)
    call(small, D, "GetDiskErrors", dbus.UInt32(0))
    call(small, D, "MemoryStats", dbus.UInt32(0), of=shape)
    call(small, D, "InterfaceAddresses", dbus.UInt32(0), dbus.UInt32(0))
    call(small, D, "GetFSInfo", dbus.UInt32(0))
    call(small, D, "GetHostname", dbus.UInt32(0))
    call(small, D, "GetSecurityLabelList", of=lambda labels: len(labels) > 0)
    call(small, D, "SendKey", dbus.UInt32(0), dbus.UInt32(100), dbus.Array([dbus.UInt32(28)], signature="u"), dbus.UInt32(0))
    call(small, D, "InjectNMI", dbus.UInt32(0))
    call(small, D, "Reset", dbus.UInt32(0))
    with open("images/more.img", "wb") as file:
        file.truncate(1 << 20)
    disk = f"<disk type='file'><driver name='qemu' type='raw'/><source file='{os.path.abspath('images/more.img')}'/><target dev='sdb' bus='scsi'/></disk>"
    call(small, D, "AttachDevice", "<controller type='scsi' model='virtio-scsi'/>", dbus.UInt32(1))
    call(small, D, "AttachDevice", disk, dbus.UInt32(1))
    wait("DeviceAdded", "scsi0-0-0-1")
    call(small, D, "GetBlockIOTune", "sdb", dbus.UInt32(0))
    call(small, D, "BlockResize", "sdb", dbus.UInt64(2048), dbus.UInt32(0))
    call(small, D, "DetachDevice", disk, dbus.UInt32(1))
    wait("DeviceRemoved", "scsi0-0")
    call(QEMU, C, "GetAllDomainStats", dbus.UInt32(1), dbus.UInt32(0))
    call(small, D, "Suspend")
    wait("DomainEvent", "3 0")
    call(small, D, "ManagedSave", dbus.UInt32(0))
    wait("DomainEvent", "5 4")
    call(small, D, "HasManagedSaveImage", dbus.UInt32(0))
    call(small, D, "ManagedSaveRemove", dbus.UInt32(0))
    call(small, D, "Create", dbus.UInt32(0))
    wait("DomainEvent", "2 0")
    call(small, D, "Destroy", dbus.UInt32(0))
    wait("DomainEvent", "5 1")

    print("== pools")
    folder = os.path.abspath("images")
    pool = call(QEMU, C, "StoragePoolDefineXML", f"<pool type='dir'><name>p</name><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a33</uuid><target><path>{folder}</path></target></pool>", dbus.UInt32(0))
    call(pool, P, "Build", dbus.UInt32(0))
    call(pool, P, "Create", dbus.UInt32(0))
    wait("StoragePoolEvent", "2 0")
    properties(pool, P)
    call(pool, P, "GetInfo", of=lambda info: [info[0], *shape(info[1:])])
    call(pool, P, "GetXMLDesc", dbus.UInt32(0), of=lambda text: text[:30])
    volume = call(pool, P, "StorageVolCreateXML", "<volume><name>v</name><capacity unit='MiB'>2</capacity><allocation>0</allocation><target><format type='qcow2'/></target></volume>", dbus.UInt32(0), of=lambda path: "made")
    properties(volume, V)
    call(volume, V, "GetInfo", dbus.UInt32(0), of=lambda info: info[:2])
    call(volume, V, "Resize", dbus.UInt64(4 << 20), dbus.UInt32(0))
    call(pool, P, "Refresh", dbus.UInt32(0))
    wait("Refresh")
    call(pool, P, "ListStorageVolumes", dbus.UInt32(0), of=len)
    call(pool, P, "StorageVolLookupByName", "nothing")
    call(volume, V, "Delete", dbus.UInt32(0))
    call(pool, P, "Destroy")
    call(pool, P, "Undefine")
    wait("StoragePoolEvent", "1 0")
    call(pool, P, "Refresh", dbus.UInt32(0))

    print("== secrets, devices, the end")
    secret = call(QEMU, C, "SecretDefineXML", "<secret ephemeral='no' private='no'><uuid>5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a44</uuid><usage type='volume'><volume>/v</volume></usage></secret>", dbus.UInt32(0))
    wait("SecretEvent")
    properties(secret, "Secret")
    call(secret, "Secret", "SetValue", dbus.ByteArray(b"word"), dbus.UInt32(0))
    call(secret, "Secret", "GetValue", dbus.UInt32(0))
    call(secret, "Secret", "Undefine")
    wait("SecretEvent", "1")
    computer = call(QEMU, C, "NodeDeviceLookupByName", "computer")
    properties(computer, "NodeDevice")
    call(small, D, "Undefine", dbus.UInt32(0))
    wait("DomainEvent", "1 0")
    call(small, D, "GetState", dbus.UInt32(0))
    call(QEMU, C, "ListDomains", dbus.UInt32(0))
finally:
    server.terminate()
    print("libvirt-dbus ended with", server.wait())
    broker.terminate()
    broker.wait()
