"""libvirt-dbus on a bus of its own, asked what cockpit-machines asks; figures that are another in each run are told by their kind."""
import os
import subprocess
import time

from gi.repository import Gio, GLib
from guest import UUID, disk, image, xml

CONNECT, DOMAIN, PROPERTIES = "org.libvirt.Connect", "org.libvirt.Domain", "org.freedesktop.DBus.Properties"
# A bus that starts nothing by itself.
with open("bus.conf", "w") as file:
    file.write(f"<busconfig><type>session</type><listen>unix:path={os.getcwd()}/bus</listen><auth>EXTERNAL</auth>"
               "<policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy></busconfig>")
bus = subprocess.Popen(["dbus-daemon", "--config-file=bus.conf", "--nofork", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = address = bus.stdout.readline().strip()
service = subprocess.Popen(["libvirt-dbus", "--system"], stderr=subprocess.DEVNULL)
conn = Gio.DBusConnection.new_for_address_sync(address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
seen = []


def ask(path, interface, method, signature=None, *args):
    answer = conn.call_sync("org.libvirt", path, interface, method, GLib.Variant(signature, args) if signature else None, None, Gio.DBusCallFlags.NONE, 60000, None)
    return answer.unpack()[0] if answer.n_children() == 1 else answer.unpack()


def say(what, *call, of=lambda value: value):
    try:
        print(f"{what}:", of(ask(*call)))
    except GLib.Error as error:
        print(f"{what}:", Gio.DBusError.get_remote_error(error), error.message.split(": ", 1)[-1])


def kinds(value):
    return {key: kinds(part) for key, part in sorted(value.items())} if isinstance(value, dict) else type(value).__name__


def happened(_, sender, path, interface, name, words):
    seen.append(f"{interface}.{name} {'' if path.endswith('QEMU') else path.split('/')[-1][:6]} {words.unpack()}".replace("  ", " "))


try:
    for _ in range(200):
        try:
            ask("/org/libvirt/QEMU", PROPERTIES, "Get", "(ss)", CONNECT, "Version")
            break
        except GLib.Error:
            time.sleep(0.1)
    conn.signal_subscribe("org.libvirt", None, None, None, None, Gio.DBusSignalFlags.NONE, happened)
    host = "/org/libvirt/QEMU"
    say("host", host, PROPERTIES, "GetAll", "(s)", CONNECT, of=lambda all: {key: value if key not in ("LibVersion", "Version") else type(value).__name__ for key, value in sorted(all.items())})
    say("domains", host, CONNECT, "ListDomains", "(u)", 0)
    for what in "Networks", "StoragePools", "Secrets":
        say(what, host, CONNECT, f"List{what}", "(u)", 0)
    say("devices", host, CONNECT, "ListNodeDevices", "(u)", 0, of=lambda all: len(all) > 0)
    # The known ones come with our daemon, and at libvirt with another package than the daemon.
    say("filters", host, CONNECT, "ListNWFilters", "(u)", 0, of=lambda all: "filters")
    say("interfaces", host, CONNECT, "ListInterfaces", "(u)", 2, of=lambda all: "interfaces")
    say("capabilities", host, CONNECT, "GetCapabilities", of=lambda text: "<host>" in text)
    say("of a domain", host, CONNECT, "GetDomainCapabilities", "(ssssu)", "", "x86_64", "", "qemu", 0, of=lambda text: "<domainCapabilities>" in text)
    say("system", host, CONNECT, "GetSysinfo", "(u)", 0, of=lambda text: type(text).__name__)
    say("memory", host, CONNECT, "NodeGetMemoryStats", "(iu)", -1, 0, of=kinds)
    say("processors", host, CONNECT, "NodeGetCPUStats", "(iu)", -1, 0, of=kinds)
    say("models", host, CONNECT, "GetCPUModelNames", "(su)", "x86_64", 0, of=lambda all: "qemu64" in all)

    path = ask(host, CONNECT, "DomainDefineXML", "(s)", xml(devices=disk(image("a.raw", 1 << 20)) + "<graphics type='vnc' autoport='yes'/><serial type='pty'/>"))
    say("by name", host, CONNECT, "DomainLookupByName", "(s)", "seen")
    say("by UUID", host, CONNECT, "DomainLookupByUUID", "(s)", UUID)
    say("missing", host, CONNECT, "DomainLookupByName", "(s)", "nobody")
    for state in "off", "running":
        if state == "running":
            say("start", path, DOMAIN, "Create", "(u)", 0)
        print("==", state)
        say("properties", path, PROPERTIES, "GetAll", "(s)", DOMAIN, of=lambda all: {key: value for key, value in sorted(all.items()) if key != "SchedulerType"})
        say("state", path, DOMAIN, "GetState", "(u)", 0)
        say("document", path, DOMAIN, "GetXMLDesc", "(u)", 0, of=lambda text: text.count("<"))
        say("statistics", path, DOMAIN, "GetStats", "(uu)", 0, 0, of=lambda all: kinds({key: value for key, value in all.items() if not key.startswith("cpu.")}))
        say("processors", path, DOMAIN, "GetVcpus", "(u)", 0)
        say("pins", path, DOMAIN, "GetVcpuPinInfo", "(u)", 0)
        say("tuning", path, DOMAIN, "GetBlockIOTune", "(su)", "sda", 0, of=kinds)
        say("memory", path, DOMAIN, "MemoryStats", "(u)", 0, of=sorted)
        say("job", path, DOMAIN, "GetJobInfo")
        say("control", path, DOMAIN, "GetControlInfo", "(u)", 0, of=lambda info: info[:2])
        say("snapshots", path, DOMAIN, "ListDomainSnapshots", "(u)", 0)
        say("metadata", path, DOMAIN, "GetMetadata", "(isu)", 1, "", 0)
        say("set title", path, DOMAIN, "SetMetadata", "(isssu)", 1, "A title", "", "", 2)
    say("autostart", path, PROPERTIES, "Set", "(ssv)", DOMAIN, "Autostart", GLib.Variant("b", True))
    say("more memory", path, DOMAIN, "SetMemory", "(tu)", 32768, 3)
    say("processors", path, DOMAIN, "SetVcpus", "(uu)", 2, 1)
    say("a disk", path, DOMAIN, "AttachDevice", "(su)", disk(image("b.raw", 1 << 20), "sdb"), 3)
    say("it goes", path, DOMAIN, "DetachDevice", "(su)", disk(os.path.abspath("b.raw"), "sdb"), 3)
    say("suspend", path, DOMAIN, "Suspend")
    say("suspend twice", path, DOMAIN, "Suspend")
    say("resume", path, DOMAIN, "Resume")
    say("key", path, DOMAIN, "SendKey", "(uuauu)", 0, 10, [28], 0)
    say("end", path, DOMAIN, "Destroy", "(u)", 0)
    say("end twice", path, DOMAIN, "Destroy", "(u)", 0)
    say("forget", path, DOMAIN, "Undefine", "(u)", 0)
    os.makedirs("pool", exist_ok=True)
    pool = ask(host, CONNECT, "StoragePoolDefineXML", "(su)", f"<pool type='dir'><name>p</name><uuid>{UUID}</uuid><target><path>{os.path.abspath('pool')}</path></target></pool>", 0)
    say("pool", pool, PROPERTIES, "GetAll", "(s)", "org.libvirt.StoragePool")
    say("start", pool, "org.libvirt.StoragePool", "Create", "(u)", 0)
    volume = ask(pool, "org.libvirt.StoragePool", "StorageVolCreateXML", "(su)", "<volume><name>v</name><capacity>1048576</capacity></volume>", 0)
    say("volume", volume, PROPERTIES, "GetAll", "(s)", "org.libvirt.StorageVol", of=lambda all: {key: value for key, value in sorted(all.items())})
    say("its size", volume, "org.libvirt.StorageVol", "GetInfo", "(u)", 0)
    say("delete", volume, "org.libvirt.StorageVol", "Delete", "(u)", 0)
    say("end", pool, "org.libvirt.StoragePool", "Destroy")
    say("forget", pool, "org.libvirt.StoragePool", "Undefine")
    loop = GLib.MainLoop()
    GLib.timeout_add(1000, loop.quit)
    loop.run()
    print("== signals")
    # Which kind comes before which other is of the run.
    for line in sorted(set(seen)):
        print(line, seen.count(line))
finally:
    service.kill()
    bus.kill()
