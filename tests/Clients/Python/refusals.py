"""What is not there, not known, or not now: in which words it is refused."""
import libvirt
from guest import xml

libvirt.registerErrorHandler(lambda _, error: None, None)
libvirt.virEventRegisterDefaultImpl()


def say(what, call, *args, of=lambda value: value):
    try:
        print(what, of(call(*args)))
    except libvirt.libvirtError as error:
        print(what, error.get_error_code(), error.get_error_domain(), error.get_error_message())


for uri in "qemu:///session", "qemu:///nowhere", "qemu:///", "qemu://", "qemu:///system/":
    say(uri, libvirt.open, uri, of=lambda conn: "opened")
conn = libvirt.open("qemu:///system")
dom = conn.defineXML(xml("refusing", "5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7a66"))
dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
say("shutdown of a paused one:", dom.shutdown)
say("by its power button:", dom.shutdownFlags, libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN)
say("reboot of it:", dom.reboot, 0)
say("snapshots:", dom.listAllSnapshots, 0)
say("all ways:", dom.listAllSnapshots, 0x7ff)
say("names:", dom.snapshotListNames, 0)
say("how many:", dom.snapshotNum, 0)
say("a present one:", dom.hasCurrentSnapshot, 0)
say("which:", dom.snapshotCurrent, 0)
say("by name:", dom.snapshotLookupByName, "x", 0)
say("labels:", dom.securityLabelList, of=lambda labels: len(labels) > 0)
for arch in "nonsense", "sparc":
    say(arch, conn.getDomainCapabilities, None, arch, None, None, 0)
for flags in 0, libvirt.VIR_DOMAIN_AFFECT_CONFIG:
    say("limits of no disk:", dom.blockIoTune, "vdq", flags)
    say("set:", dom.setBlockIoTune, "vdq", {"total_iops_sec": 5}, flags)

# A controller without a number gets the next, and is told of, where one that comes with a disk is not.
added = []
conn.domainEventRegisterAny(dom, libvirt.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, lambda conn, dom, device, opaque: added.append(device), None)
controller = "<controller type='scsi' model='virtio-scsi'/>"
dom.attachDeviceFlags(controller, libvirt.VIR_DOMAIN_AFFECT_LIVE | libvirt.VIR_DOMAIN_AFFECT_CONFIG)
dom.attachDeviceFlags(controller, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
for flags in 0, libvirt.VIR_DOMAIN_XML_INACTIVE:
    print([line.strip() for line in dom.XMLDesc(flags).splitlines() if "type='scsi'" in line])
timer = libvirt.virEventAddTimeout(60000, lambda timer, opaque: added.append("nothing in a minute"), None)
while not added:
    libvirt.virEventRunDefaultImpl()
print("told of:", added)
dom.destroy()
dom.undefine()
