"""One connection, many threads, each with calls of its own; what each gets must be its own answer."""
import threading

import libvirt
import libvirt_qemu
from guest import xml

libvirt.virEventRegisterDefaultImpl()
threading.Thread(target=lambda: [libvirt.virEventRunDefaultImpl() for _ in iter(int, 1)], daemon=True).start()
conn = libvirt.open("qemu:///system")
seen, wrong = [], []
conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda conn, dom, event, detail, opaque: seen.append(dom.name()), None)
COUNT, ROUNDS = 8, 40
main = conn.createXML(xml(), libvirt.VIR_DOMAIN_START_PAUSED)


def uuid(number):
    return f"5b3c5b6c-4a3c-4d0a-9d53-2f5f0e9f7b{number:02d}"


def work(number):
    name = f"thread{number}"
    for turn in range(ROUNDS):
        dom = conn.defineXML(xml(name, uuid(number)))
        if dom.UUIDString() != uuid(number) or f"<name>{name}</name>" not in dom.XMLDesc():
            wrong.append((name, turn))
        if conn.lookupByName(name).UUIDString() != uuid(number):
            wrong.append((name, turn, "by name"))
        dom.setMetadata(libvirt.VIR_DOMAIN_METADATA_TITLE, f"{name} {turn}", None, None, 0)
        if dom.metadata(libvirt.VIR_DOMAIN_METADATA_TITLE, None, 0) != f"{name} {turn}":
            wrong.append((name, turn, "title"))
        if main.memoryStats()["actual"] != 65536 or main.state() != [libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PAUSED_USER]:
            wrong.append((name, turn, "main"))
        if "return" not in libvirt_qemu.qemuMonitorCommand(main, '{"execute":"query-status"}', 0):
            wrong.append((name, turn, "monitor"))
        conn.getAllDomainStats()
        dom.undefine()


threads = [threading.Thread(target=work, args=(number,)) for number in range(COUNT)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
main.destroy()
for _ in range(600):
    if len(seen) >= COUNT * ROUNDS * 2 + 4:
        break
    threading.Event().wait(0.1)
print("wrong answers:", wrong)
print("events of each:", {name: seen.count(name) for name in sorted(set(seen))})
print("left:", [dom.name() for dom in conn.listAllDomains()])
