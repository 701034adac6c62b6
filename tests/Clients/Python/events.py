"""Registers every kind of event there is, lives a guest through, and tells what came, kind by kind."""
import os
import threading
import time

import libvirt
from guest import UUID, disk, image, xml

KINDS = sorted((getattr(libvirt, name), name) for name in dir(libvirt) if name.startswith("VIR_DOMAIN_EVENT_ID_"))
# A call of such a kind has (connection, domain, ..., opaque).
came = {}
turned = threading.Condition()


def tell(kind, *words):
    with turned:
        came.setdefault(kind, []).append(" ".join(str(word) for word in words))
        turned.notify_all()


def told(kind):
    def callback(conn, subject, *rest):
        # Of a job's figures none is the same in two runs.
        words = [{"operation": word["operation"]} if isinstance(word, dict) and "operation" in word else str(word) for word in rest[:-1]]
        tell(kind, subject.name() if hasattr(subject, "name") else subject.UUIDString(), *words)
    return callback


def wait(kind, count):
    with turned:
        if not turned.wait_for(lambda: len(came.get(kind, [])) >= count, timeout=60):
            print("waited in vain for", count, "of", kind, came.get(kind))


libvirt.registerErrorHandler(lambda _, error: None, None)
libvirt.virEventRegisterDefaultImpl()


def loop():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=loop, daemon=True).start()
conn = libvirt.open("qemu:///system")
conn.setKeepAlive(5, 3)
handles = [conn.domainEventRegisterAny(None, number, told(name[20:].lower()), None) for number, name in KINDS]
print(len(handles), "kinds of a domain's events;", len(set(handles)), "numbers")
others = [
    conn.networkEventRegisterAny(None, libvirt.VIR_NETWORK_EVENT_ID_LIFECYCLE, told("network"), None),
    conn.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, told("pool"), None),
    conn.storagePoolEventRegisterAny(None, libvirt.VIR_STORAGE_POOL_EVENT_ID_REFRESH, told("pool refresh"), None),
    conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, told("device"), None),
    conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_UPDATE, told("device update"), None),
    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_LIFECYCLE, told("secret"), None),
    conn.secretEventRegisterAny(None, libvirt.VIR_SECRET_EVENT_ID_VALUE_CHANGED, told("secret value"), None),
]
old = conn.domainEventRegister(lambda conn, dom, event, detail, opaque: tell("old", dom.name(), event, detail), None)
conn.registerCloseCallback(lambda conn, reason, opaque: tell("closed", reason), None)

# A guest's life.
image("a.raw", 1 << 20)
dom = conn.defineXML(xml(devices="<serial type='pty'/><graphics type='vnc' autoport='yes'/>"
                         "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>" + disk(image("root.raw", 4 << 20))))
one = conn.domainEventRegisterAny(dom, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda conn, dom, event, detail, opaque: tell("this one", dom.name(), event, detail), None)
dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
dom.resume()
dom.suspend()
dom.resume()
dom.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, "A title", None, None, 3)
dom.setMetadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "x", "urn:x", 3)
dom.attachDeviceFlags(disk(image("b.raw", 1 << 20), "sdb"), 1)
wait("device_added", 1)
dom.detachDeviceFlags(disk(os.path.abspath("b.raw"), "sdb"), 1)
wait("device_removed", 1)
dom.setVcpus(2)
dom.pinVcpu(0, (True,) + (False,) * (conn.getInfo()[2] - 1))
dom.setBlockIoTune("sda", {"total_iops_sec": 1000}, 1)
wait("tunable", 2)
dom.reset()
wait("reboot", 1)
dom.setMemory(32 << 10)
dom.setBlockThreshold("sda", 1 << 19, 0)
dom.managedSave(0)
wait("lifecycle", 7)
dom.create()
wait("lifecycle", 9)
# What QEMU read of the agent's port it tells as soon as the guest runs on.
wait("agent_lifecycle", 3)
dom.destroy()
dom.rename("called", 0)
dom.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
wait("lifecycle", 13)
transient = conn.createXML(xml("brief", "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a22"), libvirt.VIR_DOMAIN_START_AUTODESTROY)
transient.destroy()
wait("lifecycle", 16)

# The rest of a host.
os.makedirs("pool", exist_ok=True)
pool = conn.storagePoolDefineXML(f"<pool type='dir'><name>p</name><uuid>{UUID}</uuid><target><path>{__import__('os').path.abspath('pool')}</path></target></pool>")
pool.create()
pool.refresh()
pool.createXML("<volume><name>v</name><capacity>1048576</capacity></volume>").delete()
pool.destroy()
pool.undefine()
secret = conn.secretDefineXML(f"<secret ephemeral='no' private='no'><uuid>{UUID}</uuid><usage type='volume'><volume>/v</volume></usage></secret>")
secret.setValue(b"word", 0)
secret.undefine()
wait("pool", 4)
wait("secret", 2)
time.sleep(0.5)

conn.domainEventDeregisterAny(one)
for handle in handles:
    conn.domainEventDeregisterAny(handle)
conn.networkEventDeregisterAny(others[0])
for handle in others[1:3]:
    conn.storagePoolEventDeregisterAny(handle)
for handle in others[3:5]:
    conn.nodeDeviceEventDeregisterAny(handle)
for handle in others[5:]:
    conn.secretEventDeregisterAny(handle)
conn.unregisterCloseCallback()
# What QEMU says last before it is killed libvirtd does not always hear.
# Now and then libvirtd tells of a monitor that it closes itself.
for kind in sorted(came.keys() - {"control_error"}):
    print(f"{kind}:")
    came[kind] = [words for words in came[kind] if not words.endswith(" 6 2")]
    # A firmware that finds itself reset half way may reset once more.
    for words in came[kind] if kind != "reboot" else sorted(set(came[kind])):
        print("   ", words)
print("references left:", conn.close())
