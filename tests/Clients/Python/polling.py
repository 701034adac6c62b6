"""What virt-manager's own library sees of a host that it polls as virt-manager does."""
import os
import sys

sys.path.insert(0, "/usr/share/virt-manager")
import virtinst  # noqa: E402
from virtinst import pollhelpers  # noqa: E402
from guest import disk, image, xml  # noqa: E402

conn = virtinst.VirtinstConnection("qemu:///system")
conn.open(None, None)
print("open:", conn.is_open(), "QEMU:", conn.is_qemu(), "remote:", conn.is_remote(), "privileged:", conn.is_privileged(), conn.getURI())
print("features:", sorted(name for name in dir(conn.support) if name.startswith("conn_") and getattr(conn.support, name)()))
caps = conn.caps
print("host:", caps.host.cpu.arch, "guests:", sorted({guest.arch for guest in caps.guests if guest.os_type == "hvm"} & {"x86_64", "i686", "aarch64"}))
known = {"nets": {}, "pools": {}, "vms": {}}


def poll(when):
    print("==", when)
    for kind in known:
        gone, new, current = getattr(pollhelpers, "fetch_" + kind)(conn, known[kind], lambda obj, key: obj)
        known[kind] = {obj.name(): obj for obj in current}
        print(kind, "gone:", [obj.name() for obj in gone], "new:", [obj.name() for obj in new], "there:", sorted(known[kind]))
    for name, obj in sorted(known["vms"].items()):
        guest = virtinst.Guest(conn, parsexml=obj.XMLDesc(0))
        print(name, obj.info()[:4], guest.os.machine, [device.DEVICE_TYPE for device in guest.devices.get_all()], obj.hasManagedSaveImage(0), obj.snapshotNum(0), obj.listAllSnapshots(0))
        domcaps = guest.lookup_domcaps()
        # Without KVM libvirtd has a model of the host all the same, and this daemon has none.
        print("it can:", domcaps.arch, domcaps.domain, domcaps.machine, sorted(name for name in dir(domcaps) if name.startswith("supports_") and name != "supports_safe_host_model" and getattr(domcaps, name)()))


poll("nothing")
one = conn.defineXML(xml("one", devices=disk(image("a.raw", 1 << 20)) + "<sound model='ich9'/><serial type='pty'/><graphics type='vnc'/>"))
os.makedirs("pool", exist_ok=True)
pool = conn.storagePoolDefineXML(f"<pool type='dir'><name>p</name><target><path>{os.path.abspath('pool')}</path></target></pool>", 0)
poll("defined")
one.create()
pool.create(0)
volume = pool.createXML("<volume><name>v</name><capacity>1048576</capacity><target><format type='qcow2'/></target></volume>", 0)
print(pollhelpers.fetch_volumes(conn, pool, {}, lambda obj, key: obj.name())[1], virtinst.StorageVolume(conn, parsexml=volume.XMLDesc(0)).format)
poll("running")
print("devices:", sorted({device.device_type for device in (virtinst.NodeDevice(conn, parsexml=obj.XMLDesc(0)) for obj in conn.listAllDevices(2 | 16))}) != [])
one.destroy()
one.undefine()
volume.delete(0)
pool.destroy()
pool.undefine()
poll("gone")
